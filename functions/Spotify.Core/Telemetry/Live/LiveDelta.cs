namespace Spotify.Core.Telemetry.Live;

/// <summary>
/// What batches of events add to live statistics. A pure function of the set of events: each is counted by a hash of its own in the window that its time lies in,
/// so that batches may come in any order, any cut, any number of times. Not thread-safe.
/// </summary>
public sealed class LiveDelta
{
    /// <summary>A play that is left before this place is an early skip (DESIGN section 6).</summary>
    public const int EarlySkipMs = 30_000;

    private readonly Dictionary<LiveWindow, SketchSet> _windows = [];
    private readonly Dictionary<(string Artist, DateOnly Day), DistinctCount> _artists = [];
    private LiveWindow _last;
    private SketchSet? _lastSet;

    /// <summary>What to add to each window.</summary>
    public IReadOnlyDictionary<LiveWindow, SketchSet> Windows => _windows;

    /// <summary>The listeners of artists by day.</summary>
    public IReadOnlyDictionary<(string Artist, DateOnly Day), DistinctCount> Artists => _artists;

    /// <summary>Events over 24 hours late, which real-time statistics ignore.</summary>
    public int Late { get; private set; }

    /// <summary>Events whose time is more than <see cref="EventTime.MaxAhead"/> ahead: none that the intake lets through.</summary>
    public int Ahead { get; private set; }

    /// <summary>Events of tracks that the catalogue does not know; their listeners count as listening.</summary>
    public int UnknownTrack { get; private set; }

    /// <summary>Takes in a body of the hub.</summary>
    /// <param name="reports">What the body holds.</param>
    /// <param name="pseudonym">Its listener's pseudonym.</param>
    /// <param name="nowMs">Now, milliseconds since 1970.</param>
    /// <param name="artistsOf">The artists of a track; null where the catalogue does not know it.</param>
    public void Add(PlaybackReports reports, string pseudonym, long nowMs, Func<TrackKey, IReadOnlyList<string>?> artistsOf)
    {
        ArgumentNullException.ThrowIfNull(reports);
        ArgumentNullException.ThrowIfNull(artistsOf);
        var market = LiveName.MarketOf(reports.Listener.Market);
        var source = new Source(market, LiveName.Of(market), LiveName.Of(reports.Head.AppVersion), LiveHash.OfListener(pseudonym));
        var (session, name) = (0UL, (string?)null);
        foreach (var one in reports.Reports)
        {
            if (one.Session != name)
                (session, name) = (LiveHash.OfSession(pseudonym, reports.Head.DeviceId, one.Session), one.Session);
            var at = one.AtMs + reports.Head.ClockOffsetMs;
            if (IsTimely(at, nowMs))
                Add(one, at, source, session, nowMs, artistsOf);
        }
    }

    private bool IsTimely(long at, long nowMs)
    {
        if (at < nowMs - (long)LiveWindow.MaxLate.TotalMilliseconds)
            Late++;
        else if (at > nowMs + (long)EventTime.MaxAhead.TotalMilliseconds)
            Ahead++;
        else
            return true;
        return false;
    }

    private void Add(PlaybackReport one, long at, in Source source, ulong session, long nowMs, Func<TrackKey, IReadOnlyList<string>?> artistsOf)
    {
        if (at >= nowMs - (long)LiveWindow.MaxLateForNow.TotalMilliseconds)
            Set(LiveWindow.Now, at).Add(source.MarketName, LiveMeasure.Listeners, source.Listener);
        Set(LiveWindow.Markets, at).Add(source.MarketName, LiveMeasure.Listeners, source.Listener);
        switch (one.Type)
        {
            case PlaybackEventType.Start:
                AddStart(one, at, source, session, artistsOf);
                break;
            case PlaybackEventType.Skip when one.PositionMs is >= 0 and < EarlySkipMs:
                // In the hour that the play began in, about. Named by its own key: its start may be in another batch.
                if (IsKnown(one.Track, artistsOf))
                    Set(LiveWindow.Tracks, Math.Max(at - one.PositionMs, Earliest(nowMs))).Add(LiveName.Of(one.Track), LiveMeasure.Faults, LiveHash.OfEvent(session, one.Track, one.Id));
                break;
            case PlaybackEventType.Error:
                Set(LiveWindow.Clients, at).Add(source.Version, LiveMeasure.Faults, LiveHash.OfTrack(session, one.Track));
                break;
        }
    }

    private void AddStart(PlaybackReport one, long at, in Source source, ulong session, Func<TrackKey, IReadOnlyList<string>?> artistsOf)
    {
        Set(LiveWindow.Clients, at).Add(source.Version, LiveMeasure.Plays, LiveHash.OfTrack(session, one.Track));
        if (artistsOf(one.Track) is not { } artists)
        {
            UnknownTrack++;
            return;
        }

        var (track, play) = (LiveName.Of(one.Track), LiveHash.OfEvent(session, one.Track, one.Id));
        Set(LiveWindow.Markets, at).Add(source.MarketName, LiveMeasure.Plays, play);
        var inAll = Set(LiveWindow.Tracks, at);
        inAll.Add(track, LiveMeasure.Plays, play);
        inAll.Add(track, LiveMeasure.Listeners, source.Listener);
        var inMarket = Set(source.Market, at);
        inMarket.Add(track, LiveMeasure.Plays, play);
        inMarket.Add(track, LiveMeasure.Listeners, source.Listener);
        var day = DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(at).UtcDateTime);
        foreach (var artist in artists)
        {
            if (!_artists.TryGetValue((artist, day), out var listeners))
                _artists.Add((artist, day), listeners = new DistinctCount());
            listeners.Add(source.Listener);
        }
    }

    private bool IsKnown(TrackKey track, Func<TrackKey, IReadOnlyList<string>?> artistsOf)
    {
        if (artistsOf(track) is not null)
            return true;
        UnknownTrack++;
        return false;
    }

    private static long Earliest(long nowMs) => nowMs - (long)LiveWindow.MaxLate.TotalMilliseconds;

    private SketchSet Set(string scope, long at)
    {
        var window = LiveWindow.Of(scope, at);
        if (_lastSet is not null && _last == window)
            return _lastSet;
        if (!_windows.TryGetValue(window, out var set))
            _windows.Add(window, set = new SketchSet());
        (_last, _lastSet) = (window, set);
        return set;
    }

    private readonly record struct Source(string Market, UInt128 MarketName, UInt128 Version, ulong Listener);
}
