using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Telemetry.Charts;

/// <summary>Says which charts are due, and into which ranges the counters are cut.</summary>
public sealed class PlanCharts(ChartBuild build)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What the build is to do.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(PlanCharts))]
    public Task<ChartPlan> Run([ActivityTrigger] ChartsInput input, CancellationToken cancellationToken) => build.PlanAsync(input, cancellationToken);
}
