namespace Spotify.Core.Recommendations.Collaborative;

/// <summary>How the collaborative model is learned.</summary>
public sealed record CollaborativeOptions
{
    /// <summary>How factors are learned.</summary>
    public IalsOptions Ials { get; init; } = new();

    /// <summary>How the graph is filtered.</summary>
    public GraphFilterOptions Graph { get; init; } = new();

    /// <summary>Which part of a listener's pairs is held back while weights are learned.</summary>
    /// <value>0.2; above 0, below 1.</value>
    public double Held { get; init; } = 0.2;

    /// <summary>For how many listeners rankings are measured while weights are learned.</summary>
    /// <value>3,000.</value>
    public int Listeners { get; init; } = 3000;

    /// <summary>How finely weights are tried: in steps of one part of so many.</summary>
    /// <value>20.</value>
    public int Steps { get; init; } = 20;

    /// <summary>Places that are measured.</summary>
    /// <value>20.</value>
    public int Places { get; init; } = 20;
}

/// <summary>One weight that was tried.</summary>
/// <param name="Weight">What factors weigh, 0 to 1; the graph weighs the rest.</param>
/// <param name="Recall">Recall on what was held back.</param>
/// <param name="Ndcg">NDCG on what was held back.</param>
public sealed record WeightTrial(double Weight, double Recall, double Ndcg);
