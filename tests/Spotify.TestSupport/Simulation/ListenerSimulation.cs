namespace Spotify.TestSupport.Simulation;

/// <summary>
/// Listeners who play, pause, jump, skip and report it over a bad network with wrong clocks, and the truth about what they heard, known because the simulation
/// plays it, not because it counts as the service does. Told listener by listener, so that memory does not grow with the number of plays.
/// </summary>
public sealed class ListenerSimulation
{
    /// <summary>Listeners of a catalogue of their own.</summary>
    public ListenerSimulation(SimulationOptions options)
        : this(options, null)
    {
    }

    /// <summary>Listeners of these tracks, the most popular first.</summary>
    public ListenerSimulation(SimulationOptions options, IEnumerable<SimulatedTrack>? tracks)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Until - options.From < TimeSpan.FromDays(1))
            throw new ArgumentException("A simulation takes at least a day.", nameof(options));
        Options = options;
        Catalogue = tracks is null ? SimulatedCatalogue.Create(options.Tracks, options.Seed) : new SimulatedCatalogue(tracks, new Random(options.Seed));
    }

    public SimulationOptions Options { get; }

    public SimulatedCatalogue Catalogue { get; }

    /// <summary>The listeners one after the other; made anew at each enumeration, the same each time.</summary>
    public IEnumerable<ListenerStory> Stories() => Enumerable.Range(0, Options.Listeners).Select(Story);

    /// <summary>One listener.</summary>
    public ListenerStory Story(int number) => ListenerStory.Create(Options, Catalogue, number);

    /// <summary>The listeners in groups that live at the same time.</summary>
    public IEnumerable<IReadOnlyList<ListenerStory>> Waves() => Stories().Chunk(Options.Wave);

    /// <summary>All requests; those of a wave by time of sending.</summary>
    public IEnumerable<SimulatedRequest> Requests() => Waves().SelectMany(wave => wave.SelectMany(story => story.Requests).OrderBy(request => request.SendAtMs));
}
