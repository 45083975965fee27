namespace Spotify.Core.Telemetry.Live;

/// <summary>How far a number lies from a history, by median and median absolute deviation, which a few wild hours do not move.</summary>
/// <param name="Median">The history's median: what was to be expected.</param>
/// <param name="Score">The distance in deviations; negative below.</param>
public readonly record struct RobustScore(double Median, double Score)
{
    // The median absolute deviation of a normal distribution, times this, is its standard deviation.
    private const double ToDeviation = 1.4826;

    /// <summary>
    /// The score of a count, on a logarithmic scale, since traffic rises and falls by factors. The deviation is never taken to be under a tenth, or what chance alone does
    /// to so small a count.
    /// </summary>
    public static RobustScore OfCount(double value, IReadOnlyList<double> history)
    {
        var (middle, spread) = Describe([.. history.Select(one => Math.Log(1 + one))]);
        var median = MedianOf(history);
        return new RobustScore(median, (Math.Log(1 + value) - middle) / Math.Max(Math.Max(spread, 0.1), 1 / Math.Sqrt(1 + median)));
    }

    /// <summary>The score of a share. The deviation is never taken to be under half a percent, or what chance does to a share of so many.</summary>
    public static RobustScore OfShare(double value, double of, IReadOnlyList<double> history)
    {
        var (median, spread) = Describe(history);
        var likely = Math.Clamp(median, 1 / of, 0.5);
        return new RobustScore(median, (value - median) / Math.Max(Math.Max(spread, 0.005), Math.Sqrt(likely * (1 - likely) / of)));
    }

    /// <summary>The median of some numbers; at least one.</summary>
    public static double MedianOf(IEnumerable<double> numbers)
    {
        var sorted = numbers.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private static (double Median, double Spread) Describe(IReadOnlyList<double> history)
    {
        var median = MedianOf(history);
        return (median, ToDeviation * MedianOf(history.Select(one => Math.Abs(one - median))));
    }
}
