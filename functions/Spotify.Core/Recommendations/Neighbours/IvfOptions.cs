namespace Spotify.Core.Recommendations.Neighbours;

/// <summary>How an <see cref="IvfIndex"/> is made and searched.</summary>
public sealed record IvfOptions
{
    /// <summary>Where random numbers begin.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Lists that vectors are put into; by default the root of their number.</summary>
    public int? Lists { get; init; }

    /// <summary>Rounds of k-means.</summary>
    public int Rounds { get; init; } = 8;

    /// <summary>Vectors for each list that k-means goes by, at most.</summary>
    public int SampledPerList { get; init; } = 64;

    /// <summary>Threads; they change no byte of the result.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}
