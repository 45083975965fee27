namespace Spotify.TestSupport.Capacity.Spike;

/// <summary>What is asked for, in the order of <see cref="SpikeScenario.Mix"/>.</summary>
public enum SpikeKind
{
    /// <summary>A stream address.</summary>
    Play = 0,

    /// <summary>A search.</summary>
    Search = 1,

    /// <summary>Recommendations.</summary>
    Recommendations = 2,

    /// <summary>Whatever else music plays without.</summary>
    Other = 3,
}

/// <summary>What became of one kind of requests.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Asked">How many came.</param>
/// <param name="Shed">Refused so that music plays.</param>
/// <param name="Failed">Refused because the store failed, or not answered while the client waited.</param>
/// <param name="P50">Seconds, of those answered.</param>
/// <param name="P99">Likewise.</param>
/// <param name="Longest">Likewise.</param>
public sealed record SpikeKindResult(SpikeKind Kind, int Asked, int Shed, int Failed, double P50, double P99, double Longest)
{
    /// <summary>The share that was answered as it should be.</summary>
    public double Success => Asked == 0 ? 1 : (double)(Asked - Shed - Failed) / Asked;
}

/// <summary>A span of the simulation.</summary>
/// <param name="At">Its beginning.</param>
/// <param name="Rate">Requests a second.</param>
/// <param name="Instances">Instances that take requests at its end.</param>
/// <param name="PlayP99">Of stream addresses, in seconds.</param>
/// <param name="Shed">Requests refused so that music plays.</param>
/// <param name="Failed">Requests that failed.</param>
public sealed record SpikeSpan(double At, double Rate, int Instances, double PlayP99, int Shed, int Failed);

/// <summary>What a simulation saw.</summary>
/// <param name="Kinds">By kind.</param>
/// <param name="Spans">By ten seconds.</param>
/// <param name="MostInstances">Instances at the most.</param>
/// <param name="StoreReads">Reads of the store behind the caches.</param>
/// <param name="MeanUnderWay">Requests under way, averaged over time, in all instances.</param>
/// <param name="MeanTime">Seconds that a request took on average, those included that nobody waited for.</param>
/// <param name="MeanWait">Seconds that it waited for a processor on average.</param>
public sealed record SpikeResult(
    IReadOnlyList<SpikeKindResult> Kinds, IReadOnlyList<SpikeSpan> Spans, int MostInstances, int StoreReads, double MeanUnderWay, double MeanTime, double MeanWait)
{
    /// <summary>One kind's.</summary>
    public SpikeKindResult this[SpikeKind kind] => Kinds[(int)kind];
}
