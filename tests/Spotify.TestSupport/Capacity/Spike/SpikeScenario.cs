namespace Spotify.TestSupport.Capacity.Spike;

/// <summary>The hour of a release, and the instances that stand against it. Times are seconds; rates are those of the stamp that is simulated.</summary>
public sealed record SpikeScenario
{
    /// <summary>One instance, one kind of request, no caches, no spike: the queue M/M/c, of which the truth is known (<see cref="ErlangC"/>).</summary>
    /// <param name="servers">Requests that are served at once.</param>
    /// <param name="arrivals">Requests a second.</param>
    /// <param name="service">Seconds a request, in the mean.</param>
    public static SpikeScenario Queue(int servers, double arrivals, double service) => new()
    {
        BaseRate = arrivals,
        SpikeRate = 0,
        Mix = [1, 0, 0, 0],
        Processor = [service, service, service, service],
        Cores = servers,
        Instances = 1,
        MostInstances = 1,
        CacheHits = 1,
        ShedCapacity = 0,
        Patience = double.PositiveInfinity,
    };

    /// <summary>What makes every random choice; the same seed gives the same figures.</summary>
    public int Seed { get; init; } = 20261120;

    /// <summary>How long, from 0.</summary>
    public double Duration { get; init; } = 600;

    /// <summary>When the embargo ends.</summary>
    public double ReleasedAt { get; init; } = 120;

    /// <summary>Requests a second before and besides.</summary>
    public double BaseRate { get; init; } = 2_000;

    /// <summary>Requests a second because of the release at the height of it.</summary>
    public double SpikeRate { get; init; } = 4_000;

    /// <summary>From the first to the height.</summary>
    public double RampUp { get; init; } = 20;

    /// <summary>In which the spike falls to a third (e-folding).</summary>
    public double FallsIn { get; init; } = 240;

    /// <summary>Of the base rate, what is asked for: shares of playback, search, recommendations and the rest that music plays without; together 1.</summary>
    public IReadOnlyList<double> Mix { get; init; } = [.45, .15, .15, .25];

    /// <summary>What the spike's requests are: those of playback are for the release's tracks.</summary>
    public IReadOnlyList<double> SpikeMix { get; init; } = [1, 0, 0, 0];

    /// <summary>Processor seconds of a request, in the order of <see cref="Mix"/>; exponentially distributed.</summary>
    public IReadOnlyList<double> Processor { get; init; } = [.0008, .0025, .0030, .0015];

    /// <summary>Processors of an instance.</summary>
    public int Cores { get; init; } = 4;

    /// <summary>Instances at the beginning, and never fewer.</summary>
    public int Instances { get; init; } = 2;

    /// <summary>Instances at the most.</summary>
    public int MostInstances { get; init; } = 20;

    /// <summary>Instances that the schedule holds from <see cref="PreparedFrom"/> on; 0 for no schedule.</summary>
    public int PreparedInstances { get; init; }

    /// <summary>Since when the schedule holds them.</summary>
    public double PreparedFrom { get; init; }

    /// <summary>How often the load is looked at to scale.</summary>
    public double ScaleEvery { get; init; } = 15;

    /// <summary>The use of processors that scaling aims at.</summary>
    public double ScaleTo { get; init; } = .6;

    /// <summary>Instances that one look may add.</summary>
    public int ScaleStep { get; init; } = 4;

    /// <summary>From the decision to the first request that a new instance takes.</summary>
    public double ScaleDelay { get; init; } = 45;

    /// <summary>Tracks of the release.</summary>
    public int Tracks { get; init; } = 20;

    /// <summary>Whether instances have read the release before the embargo ends, and new ones before they take requests.</summary>
    public bool IsWarmed { get; init; }

    /// <summary>The share of other playback that the caches answer.</summary>
    public double CacheHits { get; init; } = .97;

    /// <summary>Mean time of a read of the store behind the cache; exponentially distributed.</summary>
    public double StoreRead { get; init; } = .006;

    /// <summary>From when to when the store behind the cache fails; the same twice for never.</summary>
    public double StoreFailsFrom { get; init; }

    /// <summary>See <see cref="StoreFailsFrom"/>.</summary>
    public double StoreFailsUntil { get; init; }

    /// <summary>How long a read of a failing store takes to fail.</summary>
    public double StoreTimeout { get; init; } = .25;

    /// <summary>Failures in a row after which an instance leaves the store alone.</summary>
    public int BreakerFailures { get; init; } = 5;

    /// <summary>For how long it does.</summary>
    public double BreakerPause { get; init; } = 30;

    /// <summary>Requests under way at which an instance is full; recommendations go at half of it, searches at two thirds, the rest at five sixths. 0: nothing is refused.</summary>
    public int ShedCapacity { get; init; } = 200;

    /// <summary>How long a client waits before it gives up; its request counts as failed, and its work is done in vain.</summary>
    public double Patience { get; init; } = 5;
}
