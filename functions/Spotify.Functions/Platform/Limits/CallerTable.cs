using System.Collections.Concurrent;

namespace Spotify.Functions.Platform.Limits;

/// <summary>
/// What is known of each caller of a kind. Two generations, each at least a window long: who was not seen for a whole one has used nothing, and is forgotten with it.
/// Nothing is ever swept, and nobody waits.
/// </summary>
internal sealed class CallerTable<T>(TimeSpan window, int most)
    where T : class, new()
{
    // A rolling count holds a request up to a slot longer than the window.
    private readonly TimeSpan _lasts = window + (window / RollingCount.Slots) + TimeSpan.FromSeconds(1);
    private readonly Lock _turning = new();
    private volatile Generations _generations = new(Empty(), Empty(), DateTimeOffset.MinValue);

    /// <summary>How many are known.</summary>
    public int Count => _generations.Current.Count + _generations.Last.Count;

    public T Of(string caller, DateTimeOffset now)
    {
        var generations = _generations;
        if (now >= generations.Until)
            generations = Turn(now);
        if (generations.Current.TryGetValue(caller, out var known))
            return known;
        if (generations.Current.Count >= most)
            generations = Turn(now, full: true);
        return generations.Last.TryGetValue(caller, out var old) ? generations.Current.GetOrAdd(caller, old) : generations.Current.GetOrAdd(caller, static _ => new T());
    }

    private Generations Turn(DateTimeOffset now, bool full = false)
    {
        lock (_turning)
        {
            if (now >= _generations.Until || (full && _generations.Current.Count >= most))
                _generations = new Generations(Empty(), _generations.Current, now + _lasts);
            return _generations;
        }
    }

    private static ConcurrentDictionary<string, T> Empty() => new(StringComparer.Ordinal);

    private sealed record Generations(ConcurrentDictionary<string, T> Current, ConcurrentDictionary<string, T> Last, DateTimeOffset Until);
}
