namespace Spotify.Core.Recommendations.Experiments;

/// <summary>
/// What an arm's listeners did, in sums that shards make apart and add up. Of each listener: a figure above and one below (skips and plays; or any figure and 1), and the figure from before
/// the experiment (0 where there is none). Welford's sums of squares about the mean, so that large figures lose nothing (Chan, Golub, LeVeque 1983 for adding up).
/// </summary>
public sealed record ArmTally
{
    /// <summary>No listener.</summary>
    public static ArmTally Empty { get; } = new();

    /// <summary>Listeners who were exposed.</summary>
    public long Listeners { get; init; }

    /// <summary>Mean of the figure above.</summary>
    public double Mean { get; init; }

    /// <summary>Mean of the figure below.</summary>
    public double MeanBelow { get; init; }

    /// <summary>Mean of the figure from before.</summary>
    public double MeanBefore { get; init; }

    /// <summary>Squares of the figure above, about its mean.</summary>
    public double Squares { get; init; }

    /// <summary>Squares of the figure below.</summary>
    public double SquaresBelow { get; init; }

    /// <summary>Squares of the figure from before.</summary>
    public double SquaresBefore { get; init; }

    /// <summary>Products of the figures above and below, about their means.</summary>
    public double ProductsBelow { get; init; }

    /// <summary>Products of the figure above and that from before.</summary>
    public double ProductsBefore { get; init; }

    /// <summary>Adds a listener. One with a figure that is no finite number is not counted: nothing can be known of them.</summary>
    /// <param name="figure">What the listener did in all.</param>
    /// <param name="below">Of how many; 1 for a plain mean.</param>
    /// <param name="before">What the listener did before.</param>
    public ArmTally With(double figure, double below = 1, double before = 0) =>
        double.IsFinite(figure) && double.IsFinite(below) && double.IsFinite(before)
            ? Plus(new ArmTally { Listeners = 1, Mean = figure, MeanBelow = below, MeanBefore = before })
            : this;

    /// <summary>Adds other listeners.</summary>
    public ArmTally Plus(ArmTally other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Listeners == 0 || other.Listeners == 0)
            return Listeners == 0 ? other : this;
        var all = (double)(Listeners + other.Listeners);
        var (share, weight) = (other.Listeners / all, Listeners * (other.Listeners / all));
        var (apart, below, before) = (other.Mean - Mean, other.MeanBelow - MeanBelow, other.MeanBefore - MeanBefore);
        return new ArmTally
        {
            Listeners = Listeners + other.Listeners,
            Mean = Mean + (apart * share),
            MeanBelow = MeanBelow + (below * share),
            MeanBefore = MeanBefore + (before * share),
            Squares = Squares + other.Squares + (apart * apart * weight),
            SquaresBelow = SquaresBelow + other.SquaresBelow + (below * below * weight),
            SquaresBefore = SquaresBefore + other.SquaresBefore + (before * before * weight),
            ProductsBelow = ProductsBelow + other.ProductsBelow + (apart * below * weight),
            ProductsBefore = ProductsBefore + other.ProductsBefore + (apart * before * weight),
        };
    }
}
