namespace Spotify.TestSupport.Simulation;

/// <summary>What must be known after all requests of a simulation, added up over its listeners.</summary>
public sealed class SimulationTruth
{
    private readonly SimulatedCatalogue _catalogue;
    private readonly Dictionary<CellKey, int> _cells = [];
    private readonly Dictionary<(string Market, long Hour), int> _active = [];
    private readonly Dictionary<string, (long Forwarded, long Distinct)> _hubs = [];
    private readonly TrackTruth[] _tracks;

    private SimulationTruth(SimulatedCatalogue catalogue)
    {
        _catalogue = catalogue;
        _tracks = [.. Enumerable.Range(0, catalogue.Tracks.Count).Select(_ => new TrackTruth())];
    }

    /// <summary>Plays that count.</summary>
    public long Counted { get; private set; }

    /// <summary>All plays, those of unknown tracks too.</summary>
    public long Listens { get; private set; }

    /// <summary>Requests, repeats included.</summary>
    public long Requests { get; private set; }

    /// <summary>By track, as <see cref="SimulatedTrack.Number"/> has it.</summary>
    public IReadOnlyList<TrackTruth> Tracks => _tracks;

    /// <summary>Counted plays by UTC day of the start, country, plan and track.</summary>
    public IReadOnlyDictionary<CellKey, int> Cells => _cells;

    /// <summary>How many listeners of a country reported something that happened in an hour (hours since 1970, UTC).</summary>
    public IReadOnlyDictionary<(string Market, long Hour), int> ActiveListeners => _active;

    /// <summary>Adds up a whole simulation.</summary>
    public static SimulationTruth Of(ListenerSimulation simulation)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        var truth = new SimulationTruth(simulation.Catalogue);
        foreach (var story in simulation.Stories())
            truth.Add(story);
        return truth;
    }

    /// <summary>Events that a hub must have taken: once for each request that brought it, and each for itself.</summary>
    public (long Forwarded, long Distinct) Hub(string name) => _hubs.GetValueOrDefault(name);

    /// <summary>A chart: counted plays of each track from a day to a day, both included, in one country or all; by plays, then by id.</summary>
    public IReadOnlyList<(SimulatedTrack Track, long Plays)> Chart(DateOnly from, DateOnly to, string? market = null)
    {
        var plays = new Dictionary<int, long>();
        foreach (var (cell, count) in _cells)
        {
            if (cell.Day >= from && cell.Day <= to && (market is null || cell.Market == market))
                plays[cell.Track] = plays.GetValueOrDefault(cell.Track) + count;
        }

        return [.. plays.Select(one => (Track: _catalogue.Tracks[one.Key], Plays: one.Value))
            .OrderByDescending(one => one.Plays).ThenBy(one => one.Track.Id, StringComparer.Ordinal)];
    }

    private void Add(ListenerStory story)
    {
        foreach (var listen in story.Listens)
            Add(listen);
        foreach (var first in story.FirstListens)
            _tracks[first.Track.Number].Listeners++;
        var seen = new HashSet<(SimulatedDevice, string)>();
        var active = new HashSet<(string, long)>();
        foreach (var request in story.Requests)
        {
            Requests++;
            foreach (var one in request.Forwarded)
            {
                var isNew = seen.Add((request.Device, one.Id));
                var (forwarded, distinct) = _hubs.GetValueOrDefault(one.Hub);
                _hubs[one.Hub] = (forwarded + 1, distinct + (isNew ? 1 : 0));
                if (isNew && one.Hub == SimulatedHubs.Plays)
                    active.Add((request.Plan.Market, (one.AtMs + request.Device.BelievedSkewMs) / 3_600_000));
            }
        }

        foreach (var one in active)
            _active[one] = _active.GetValueOrDefault(one) + 1;
    }

    private void Add(Listen listen)
    {
        Listens++;
        if (!listen.Track.IsKnown)
            return;
        var track = _tracks[listen.Track.Number];
        track.Starts++;
        if (listen.End == ListenEnd.Skipped)
            track.Skips++;
        if (!listen.IsCounted)
            return;
        Counted++;
        track.Counted++;
        var cell = new CellKey(listen.Day, listen.Market, listen.Tier, listen.Track.Number);
        _cells[cell] = _cells.GetValueOrDefault(cell) + 1;
    }
}

/// <summary>The truth about one track.</summary>
public sealed class TrackTruth
{
    /// <summary>Plays that count.</summary>
    public long Counted { get; internal set; }

    /// <summary>Plays that began.</summary>
    public long Starts { get; internal set; }

    /// <summary>Plays that the listener ended by going on.</summary>
    public long Skips { get; internal set; }

    /// <summary>Listeners with a play that counts.</summary>
    public long Listeners { get; internal set; }
}

/// <summary>What counts are kept by.</summary>
/// <param name="Day">UTC day of the start.</param>
/// <param name="Market">ISO 3166-1 alpha-2.</param>
/// <param name="Tier">As a token has it.</param>
/// <param name="Track">The track's number.</param>
public readonly record struct CellKey(DateOnly Day, string Market, string Tier, int Track);
