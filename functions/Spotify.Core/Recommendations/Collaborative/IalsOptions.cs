namespace Spotify.Core.Recommendations.Collaborative;

/// <summary>
/// How factors are learned: the objective of Rendle, Krichene, Zhang, Koren, "Revisiting the Performance of iALS on Item Recommendation Benchmarks" (2021):
/// sum over seen pairs c (1 - w.h)^2 + <see cref="Unobserved"/> x sum over all pairs (w.h)^2 + <see cref="Regularization"/> x sum over rows |w|^2 (n + <see cref="Unobserved"/> x other rows)^<see cref="Exponent"/>,
/// n being how many pairs the row has.
/// </summary>
public sealed record IalsOptions
{
    /// <summary>Figures of a vector.</summary>
    /// <value>128; a multiple of 16 is quickest.</value>
    public int Dimensions { get; init; } = 128;

    /// <summary>What an unseen pair weighs.</summary>
    /// <value>0.01; above 0.</value>
    public double Unobserved { get; init; } = 0.01;

    /// <summary>How much large vectors cost.</summary>
    /// <value>0.003; above 0.</value>
    public double Regularization { get; init; } = 0.003;

    /// <summary>How much more it costs rows with many pairs.</summary>
    /// <value>1; 0 to 1.</value>
    public double Exponent { get; init; } = 1;

    /// <summary>How often each side is solved.</summary>
    /// <value>12; 1 or more.</value>
    public int Sweeps { get; init; } = 12;

    /// <summary>The spread of the first figures, before it is divided by the root of <see cref="Dimensions"/>.</summary>
    /// <value>0.1.</value>
    public double InitialSpread { get; init; } = 0.1;

    /// <summary>Where random numbers begin.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads; the result is the same for any number.</summary>
    /// <value>All processors.</value>
    public int Threads { get; init; } = Environment.ProcessorCount;
}
