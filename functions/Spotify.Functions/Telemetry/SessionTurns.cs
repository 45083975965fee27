namespace Spotify.Functions.Telemetry;

/// <summary>
/// The consumers of one process take turns on a listener's sessions: two of them read the same events at about the same time, and would only refuse one another's
/// writes. Other processes meet by ETag.
/// </summary>
internal sealed class SessionTurns
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private TaskCompletionSource _released = NewSource();

    /// <summary>Waits until nobody has any of these listeners, then takes all of them at once: nobody ever waits while he holds some.</summary>
    public async Task<IDisposable> TakeAsync(IReadOnlyCollection<string> pseudonyms, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task released;
            lock (_lock)
            {
                if (!pseudonyms.Any(_taken.Contains))
                {
                    _taken.UnionWith(pseudonyms);
                    return new Turn(this, pseudonyms);
                }

                released = _released.Task;
            }

            await released.WaitAsync(cancellationToken);
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Release(IReadOnlyCollection<string> pseudonyms)
    {
        TaskCompletionSource released;
        lock (_lock)
        {
            _taken.ExceptWith(pseudonyms);
            (released, _released) = (_released, NewSource());
        }

        released.SetResult();
    }

    private sealed class Turn(SessionTurns turns, IReadOnlyCollection<string> pseudonyms) : IDisposable
    {
        private bool _over;

        public void Dispose()
        {
            if (!_over)
                turns.Release(pseudonyms);
            _over = true;
        }
    }
}
