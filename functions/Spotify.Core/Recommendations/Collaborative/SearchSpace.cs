namespace Spotify.Core.Recommendations.Collaborative;

/// <summary>Between what a search chooses. A range whose ends are equal is fixed.</summary>
public sealed record SearchSpace
{
    /// <summary>What is tried first, and what is not searched for.</summary>
    public CollaborativeOptions Start { get; init; } = new();

    /// <summary>Figures of a vector, in steps of 16: what memory and time allow.</summary>
    /// <value>64 to 128.</value>
    public SearchRange Dimensions { get; init; } = new(64, 128, Step: 16);

    /// <summary>Sweeps.</summary>
    /// <value>8 to 16.</value>
    public SearchRange Sweeps { get; init; } = new(8, 16, Step: 1);

    /// <summary>What an unseen pair weighs.</summary>
    /// <value>0.003 to 0.3.</value>
    public SearchRange Unobserved { get; init; } = new(0.003, 0.3, IsLogarithmic: true);

    /// <summary>How much large vectors cost.</summary>
    /// <value>0.001 to 0.05.</value>
    public SearchRange Regularization { get; init; } = new(0.001, 0.05, IsLogarithmic: true);

    /// <summary>Singular vectors of the graph that are kept, in steps of 16.</summary>
    /// <value>32 to 256.</value>
    public SearchRange Directions { get; init; } = new(32, 256, IsLogarithmic: true, Step: 16);

    /// <summary>What the smooth part of the graph weighs.</summary>
    /// <value>0.05 to 6.</value>
    public SearchRange SmoothWeight { get; init; } = new(0.05, 6, IsLogarithmic: true);

    /// <summary>By which further power popular tracks gain in the smooth part.</summary>
    /// <value>0.2 to 0.7.</value>
    public SearchRange SmoothPopularity { get; init; } = new(0.2, 0.7);

    /// <summary>By which power of its listeners a track that somebody has says less in the graph.</summary>
    /// <value>0.1 to 0.6.</value>
    public SearchRange OwnExponent { get; init; } = new(0.1, 0.6);

    /// <summary>By which power of its listeners a track is scaled down in the graph.</summary>
    /// <value>0.2 to 0.7.</value>
    public SearchRange PopularityExponent { get; init; } = new(0.2, 0.7);

    /// <summary>By which power of what he has a listener says less in the graph.</summary>
    /// <value>0.1 to 1.</value>
    public SearchRange ListenerExponent { get; init; } = new(0.1, 1);

    /// <summary>How much the graph is sharpened.</summary>
    /// <value>0 to 1.5.</value>
    public SearchRange Sharpening { get; init; } = new(0, 1.5);

    /// <summary>By which power of its listeners a track is scaled down among neighbours.</summary>
    /// <value>0.2 to 0.7.</value>
    public SearchRange NeighbourPopularity { get; init; } = new(0.2, 0.7);

    /// <summary>By which power of its listeners a track that somebody has says less among neighbours.</summary>
    /// <value>0.2 to 0.7.</value>
    public SearchRange NeighbourOwn { get; init; } = new(0.2, 0.7);

    /// <summary>By which power of what he has a listener says less among neighbours.</summary>
    /// <value>0.1 to 0.8.</value>
    public SearchRange NeighbourListener { get; init; } = new(0.1, 0.8);

    /// <summary>The power that similarities of neighbours are raised to.</summary>
    /// <value>0.4 to 1.4.</value>
    public SearchRange NeighbourPower { get; init; } = new(0.4, 1.4, IsLogarithmic: true);

    /// <summary>How many shared listeners halve a score.</summary>
    /// <value>0 to 10.</value>
    public SearchRange Shrinkage { get; init; } = new(0, 10);
}

/// <summary>From where to where a figure is searched for.</summary>
/// <param name="Least">The least.</param>
/// <param name="Most">The most, <paramref name="Least"/> or more.</param>
/// <param name="IsLogarithmic">Whether factors count, not differences; then both ends are above 0.</param>
/// <param name="Step">Rounds to whole multiples of so much; 0 for none.</param>
public readonly record struct SearchRange(double Least, double Most, bool IsLogarithmic = false, double Step = 0)
{
    /// <summary>The figure at a place of the range.</summary>
    /// <param name="place">0 for the least, 1 for the most.</param>
    public double At(double place)
    {
        var value = IsLogarithmic ? Least * Math.Pow(Most / Least, place) : Least + ((Most - Least) * place);
        return Math.Clamp(Step > 0 ? Math.Round(value / Step) * Step : value, Least, Most);
    }

    /// <summary>The place of a figure, 0 to 1; the nearer end for one outside.</summary>
    public double PlaceOf(double value) =>
        Most <= Least ? 0 : Math.Clamp(IsLogarithmic ? Math.Log(Math.Max(value, Least) / Least) / Math.Log(Most / Least) : (value - Least) / (Most - Least), 0, 1);
}
