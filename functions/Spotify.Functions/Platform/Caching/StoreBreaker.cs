namespace Spotify.Functions.Platform.Caching;

/// <summary>The circuit breaker of DESIGN section 6: opens after 5 failures in a row, lets readers through after 30 s, closes after 3 successes.</summary>
internal sealed class StoreBreaker(TimeProvider time)
{
    private const int FailuresToOpen = 5;
    private const int SuccessesToClose = 3;
    private static readonly TimeSpan OpenFor = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private int _failures;
    private int _successes;
    private long _openedAt;
    private volatile bool _open;

    /// <summary>Whether readers should not wait for the store now.</summary>
    public bool IsOpen => _open && time.GetElapsedTime(Volatile.Read(ref _openedAt)) < OpenFor;

    public void Succeeded()
    {
        if (!_open && Volatile.Read(ref _failures) == 0)
            return;
        lock (_gate)
        {
            _failures = 0;
            if (_open && ++_successes >= SuccessesToClose)
                _open = false;
        }
    }

    public void Failed()
    {
        lock (_gate)
        {
            _successes = 0;
            if (++_failures < FailuresToOpen && !_open)
                return;
            _openedAt = time.GetTimestamp();
            _open = true;
        }
    }
}
