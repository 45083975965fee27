using System.Diagnostics.Metrics;
using System.Globalization;

namespace Spotify.Functions.Platform.Telemetry;

/// <summary>
/// Counts times by the level that they stay within, as the tag <c>le</c>: what percentiles are made of where a collector keeps only sums and counts of a histogram, as Azure Monitor does. Each time
/// is counted in one level alone, the lowest that holds it.
/// </summary>
internal sealed class LevelCounter
{
    /// <summary>The level of what is above all bounds.</summary>
    public const string Above = "+Inf";

    private readonly Counter<long> _counter;
    private readonly double[] _bounds;
    private readonly KeyValuePair<string, object?>[] _levels;

    /// <param name="counter">Where it counts; made by whoever names it.</param>
    /// <param name="bounds">The levels' upper bounds in seconds, rising; budgets should be among them, since a percentile is told as a level's bound.</param>
    public LevelCounter(Counter<long> counter, params double[] bounds) =>
        (_counter, _bounds, _levels) = (counter, bounds, [.. bounds.Select(bound => bound.ToString(CultureInfo.InvariantCulture)).Append(Above).Select(level => new KeyValuePair<string, object?>("le", level))]);

    /// <summary>Counts a time.</summary>
    public void Add(double seconds)
    {
        if (!_counter.Enabled)
            return;
        var level = 0;
        while (level < _bounds.Length && seconds > _bounds[level])
            level++;
        _counter.Add(1, _levels[level]);
    }
}
