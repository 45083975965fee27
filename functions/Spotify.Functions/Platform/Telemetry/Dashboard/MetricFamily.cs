namespace Spotify.Functions.Platform.Telemetry.Dashboard;

/// <summary>What an instrument measures. JSON: <c>counter gauge histogram</c>.</summary>
public enum MetricKind
{
    /// <summary>A sum since the process began; of one that goes down too, what it is now.</summary>
    Counter = 0,

    /// <summary>What it is now.</summary>
    Gauge = 1,

    /// <summary>How often values fell below bounds since the process began.</summary>
    Histogram = 2,
}

/// <summary>All series of an instrument in this process.</summary>
/// <param name="Name">As dashboards and alerts name it: letters, digits and underscores.</param>
/// <param name="Kind">What it measures.</param>
/// <param name="Description">What it is; empty where nothing is said.</param>
/// <param name="Series">One for each combination of tags.</param>
public sealed record MetricFamily(string Name, MetricKind Kind, string Description, IReadOnlyList<MetricSeries> Series);

/// <summary>One combination of tags.</summary>
/// <param name="Tags">The tags, by name.</param>
/// <param name="Value">The sum of a counter, the value of a gauge, the sum of all values of a histogram.</param>
/// <param name="Count">Of a histogram: how many values.</param>
/// <param name="Buckets">Of a histogram: how many values at most as large as each bound, the last bound being infinity; null otherwise.</param>
public sealed record MetricSeries(IReadOnlyDictionary<string, string> Tags, double Value, long Count, IReadOnlyList<MetricBucket>? Buckets);

/// <summary>A bucket of a histogram.</summary>
/// <param name="Bound">Its upper bound, included; null for infinity.</param>
/// <param name="Count">How many values are at most that large.</param>
public sealed record MetricBucket(double? Bound, long Count);
