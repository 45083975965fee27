namespace Spotify.Core.Recommendations.Collaborative;

/// <summary>How long and how carefully a search goes on.</summary>
public sealed record SearchOptions
{
    /// <summary>Where random numbers begin: the same seed, space and data give the same trials and the same best.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How many ways of learning factors are tried: by far the dearest.</summary>
    /// <value>6; 1 or more.</value>
    public int FactorTrials { get; init; } = 6;

    /// <summary>How many ways of filtering the graph; 0 to leave the graph out.</summary>
    /// <value>16.</value>
    public int GraphTrials { get; init; } = 16;

    /// <summary>How many ways of finding neighbours; 0 to leave them out.</summary>
    /// <value>16.</value>
    public int NeighbourTrials { get; init; } = 16;

    /// <summary>How finely weights are tried: in steps of one part of so many.</summary>
    /// <value>10; 1 or more.</value>
    public int WeightSteps { get; init; } = 10;

    /// <summary>Which part of a listener's pairs is held back.</summary>
    /// <value>0.2; above 0, below 1.</value>
    public double Held { get; init; } = 0.2;

    /// <summary>For how many listeners rankings are measured.</summary>
    /// <value>3,000.</value>
    public int Listeners { get; init; } = 3000;

    /// <summary>Places that are measured.</summary>
    /// <value>20.</value>
    public int Places { get; init; } = 20;

    /// <summary>Threads; the result is the same for any number.</summary>
    /// <value>All processors.</value>
    public int Threads { get; init; } = Environment.ProcessorCount;
}

/// <summary>One way that was tried.</summary>
/// <param name="Number">From 1, in order.</param>
/// <param name="Signal">What it is a way of: <c>ials</c>, <c>graph</c>, <c>neighbours</c> or <c>weights</c>.</param>
/// <param name="Settings">What was tried, for the log: names and figures.</param>
/// <param name="Options">The whole, so that it can be done again.</param>
/// <param name="Recall">Recall on what was held back.</param>
/// <param name="Ndcg">NDCG on what was held back.</param>
public sealed record Trial(int Number, string Signal, string Settings, CollaborativeOptions Options, double Recall, double Ndcg)
{
    /// <summary>What trials are compared by: recall and NDCG together.</summary>
    public double Score => Recall + Ndcg;
}

/// <summary>What a search found.</summary>
/// <param name="Best">How to learn; with <see cref="CollaborativeEnsemble.Train"/>, or its factors alone with <see cref="Ials.Train"/>.</param>
/// <param name="Trials">All that was tried, in order.</param>
public sealed record SearchResult(CollaborativeOptions Best, IReadOnlyList<Trial> Trials);
