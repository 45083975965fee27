namespace Spotify.Functions.Platform.Resilience;

/// <summary>The state of a circuit.</summary>
public enum CircuitState
{
    /// <summary>Calls are made.</summary>
    Closed = 0,

    /// <summary>Some calls are made, to see whether they succeed again.</summary>
    Trying = 1,

    /// <summary>No calls are made.</summary>
    Open = 2,
}

/// <summary>How a circuit lets a call in.</summary>
internal enum CircuitEntry
{
    /// <summary>It does not.</summary>
    Refused = 0,

    /// <summary>As one of many.</summary>
    Ordinary = 1,

    /// <summary>As the one that tries: nobody else is let in until it has ended.</summary>
    Trial = 2,
}

/// <summary>
/// The circuit breaker of DESIGN section 6: opens after so many failures in a row, tries again after a time, closes after so many successes. Polly's own measures a share of failures over a
/// time and closes after the first success, so that its numbers cannot be these.
/// </summary>
/// <param name="options">The numbers.</param>
/// <param name="time">The clock.</param>
internal sealed class Circuit(CircuitOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private int _failures;
    private int _successes;
    private bool _isTrying;
    private long _openedAt;
    private volatile bool _isOpen;

    /// <summary>Its state now.</summary>
    public CircuitState State => !_isOpen ? CircuitState.Closed : IsOpen ? CircuitState.Open : CircuitState.Trying;

    /// <summary>Whether nobody should call now.</summary>
    public bool IsOpen => _isOpen && time.GetElapsedTime(Volatile.Read(ref _openedAt)) < options.OpenFor;

    /// <summary>Asks to be let in. Whoever is tells how it ended: <see cref="Succeeded"/>, <see cref="Failed"/> or, where that says nothing of the dependency, <see cref="Left"/>.</summary>
    public CircuitEntry Enter()
    {
        if (!_isOpen)
            return CircuitEntry.Ordinary;
        lock (_gate)
        {
            if (!_isOpen)
                return CircuitEntry.Ordinary;
            if (_isTrying || IsOpen)
                return CircuitEntry.Refused;
            _isTrying = true;
            return CircuitEntry.Trial;
        }
    }

    /// <summary>A call succeeded.</summary>
    /// <param name="entry">How it was let in; ordinary for one that did not ask.</param>
    public void Succeeded(CircuitEntry entry = CircuitEntry.Ordinary)
    {
        if (!_isOpen && Volatile.Read(ref _failures) == 0)
            return;
        lock (_gate)
        {
            End(entry);
            _failures = 0;
            if (_isOpen && ++_successes >= options.SuccessesToClose)
                _isOpen = false;
        }
    }

    /// <summary>A call failed.</summary>
    /// <param name="entry">How it was let in; ordinary for one that did not ask.</param>
    public void Failed(CircuitEntry entry = CircuitEntry.Ordinary)
    {
        lock (_gate)
        {
            End(entry);
            _successes = 0;
            if (++_failures < options.FailuresToOpen && !_isOpen)
                return;
            _openedAt = time.GetTimestamp();
            _isOpen = true;
        }
    }

    /// <summary>A call ended in a way that says nothing of the dependency: its caller went away.</summary>
    /// <param name="entry">How it was let in.</param>
    public void Left(CircuitEntry entry)
    {
        if (entry != CircuitEntry.Trial)
            return;
        lock (_gate)
            End(entry);
    }

    private void End(CircuitEntry entry)
    {
        if (entry == CircuitEntry.Trial)
            _isTrying = false;
    }
}
