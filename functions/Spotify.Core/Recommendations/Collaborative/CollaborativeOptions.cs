namespace Spotify.Core.Recommendations.Collaborative;

/// <summary>How the collaborative model is learned: three signals and what each weighs. One that weighs nothing is not learned.</summary>
public sealed record CollaborativeOptions
{
    /// <summary>How factors are learned.</summary>
    public IalsOptions Ials { get; init; } = new();

    /// <summary>How the graph is filtered.</summary>
    public GraphFilterOptions Graph { get; init; } = new();

    /// <summary>How neighbours are found.</summary>
    public NeighbourOptions Neighbours { get; init; } = new();

    /// <summary>What each weighs.</summary>
    public SignalWeights Weights { get; init; } = new();
}

/// <summary>What signals weigh beside each other, each 0 or more, one of them above 0; 1 together.</summary>
public sealed record SignalWeights
{
    /// <summary>Factors.</summary>
    /// <value>0.3.</value>
    public double Factors { get; init; } = 0.3;

    /// <summary>The graph.</summary>
    /// <value>0.3.</value>
    public double Graph { get; init; } = 0.3;

    /// <summary>Neighbours.</summary>
    /// <value>0.4.</value>
    public double Neighbours { get; init; } = 0.4;
}
