namespace Spotify.Core.Telemetry.Taste;

/// <summary>The plays of one listener that began in one week. Which session's view comes first makes no difference, and a view that comes again changes nothing.</summary>
public sealed class ListenWeek
{
    /// <summary>The most plays of a week, one every two minutes day and night; of more, the latest are kept.</summary>
    public const int MaxPlays = 5_000;

    private readonly Dictionary<ListenKey, Listen> _plays;

    /// <summary>A week without plays.</summary>
    /// <param name="week">Which week.</param>
    public ListenWeek(TasteWeek week)
        : this(week, [])
    {
    }

    internal ListenWeek(TasteWeek week, Dictionary<ListenKey, Listen> plays) => (Week, _plays) = (week, plays);

    /// <summary>Which week.</summary>
    public TasteWeek Week { get; }

    /// <summary>The plays in the order of <see cref="Listen.Compare"/>.</summary>
    public IReadOnlyList<Listen> Plays
    {
        get
        {
            var plays = _plays.Values.ToList();
            plays.Sort(Listen.Compare);
            return plays;
        }
    }

    /// <summary>Puts a session's plays of this week in place of what was known of them.</summary>
    /// <param name="view">What the session's log shows; never older than what this week was made of.</param>
    /// <returns>What changed.</returns>
    public IReadOnlyList<ListenChange> Take(SessionView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        var changes = new List<ListenChange>();
        foreach (var known in _plays.Values.Where(play => play.Key.Session == view.Session).ToList())
        {
            // A log that has begun anew, or a start that was corrected, shows a play no more, or in another week.
            var isShown = view.Listens.TryGetValue(known.Key, out var shown);
            if (isShown ? shown is null || shown.Value.Week == Week : known.StartMs < view.ShownFromMs)
                continue;
            _plays.Remove(known.Key);
            changes.Add(new ListenChange(known, null));
        }

        foreach (var shown in view.Listens.Values)
        {
            if (shown is { } listen && listen.Week == Week)
                Put(listen, changes);
        }

        Bound();
        return changes;
    }

    private void Put(Listen listen, List<ListenChange> changes)
    {
        Listen? before = _plays.TryGetValue(listen.Key, out var known) ? known : null;
        // The length that a play was first judged by holds, whatever is delivered of the track later.
        if (before is not null && known.Track == listen.Track)
            listen = listen with { DurationMs = known.DurationMs };
        if (before == listen)
            return;
        _plays[listen.Key] = listen;
        changes.Add(new ListenChange(before, listen));
    }

    private void Bound()
    {
        if (_plays.Count <= MaxPlays)
            return;
        foreach (var oldest in Plays.Take(_plays.Count - MaxPlays).ToList())
            _plays.Remove(oldest.Key);
    }
}
