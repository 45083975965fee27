namespace Spotify.Core.Telemetry.Taste;

/// <summary>What a session's log shows of its plays at one time.</summary>
public sealed class SessionView
{
    private readonly Dictionary<ListenKey, Listen?> _listens = [];

    /// <summary>Creates a view.</summary>
    /// <param name="session">The hash of the session's id.</param>
    /// <param name="plays">The plays of the log.</param>
    /// <param name="durationMs">A track's length in milliseconds, or null when the catalogue does not know the track now.</param>
    public SessionView(ulong session, IEnumerable<Play> plays, Func<TrackKey, long?> durationMs)
    {
        ArgumentNullException.ThrowIfNull(plays);
        ArgumentNullException.ThrowIfNull(durationMs);
        Session = session;
        foreach (var play in plays)
        {
            ShownFromMs = Math.Min(ShownFromMs, play.StartMs);
            _listens[new ListenKey(session, play.StartId)] = durationMs(play.Track) is { } duration ? Listen.Of(session, play, duration) : null;
        }
    }

    /// <summary>The hash of the session's id.</summary>
    public ulong Session { get; }

    /// <summary>When the first play that the log still holds began, milliseconds since 1970: a very long session forgets those before, which stay as they are.</summary>
    public long ShownFromMs { get; } = long.MaxValue;

    /// <summary>The plays by their key; null for one of a track that the catalogue does not know now: what history has of it stays.</summary>
    public IReadOnlyDictionary<ListenKey, Listen?> Listens => _listens;

    /// <summary>The weeks in which plays of known tracks began.</summary>
    public IEnumerable<TasteWeek> Weeks => _listens.Values.OfType<Listen>().Select(listen => listen.Week).Distinct();
}
