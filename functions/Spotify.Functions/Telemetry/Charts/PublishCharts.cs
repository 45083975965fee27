using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Telemetry.Charts;

/// <summary>Merges what the ranges gave, ranks it and writes the charts of all markets.</summary>
public sealed class PublishCharts(ChartBuild build)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">The chart.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>How many charts were written.</returns>
    [Function(nameof(PublishCharts))]
    public Task<int> Run([ActivityTrigger] ChartPublishInput input, CancellationToken cancellationToken) => build.PublishAsync(input, cancellationToken);
}
