using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Telemetry.Charts;

/// <summary>Reads one range of the counters for one chart.</summary>
public sealed class CountChartRange(ChartBuild build)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">The range.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>How many documents were read.</returns>
    [Function(nameof(CountChartRange))]
    public Task<int> Run([ActivityTrigger] ChartRangeInput input, CancellationToken cancellationToken) => build.CountAsync(input, cancellationToken);
}
