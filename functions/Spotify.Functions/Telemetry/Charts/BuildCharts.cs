using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Spotify.Functions.Platform.Durable;

namespace Spotify.Functions.Telemetry.Charts;

/// <summary>The story of the charts: see which are due; for each, the oldest first, read all ranges of the counters side by side, merge, rank and publish.</summary>
public static class BuildCharts
{
    /// <summary>Builds what is due, or what an operator asked for.</summary>
    /// <param name="context">The orchestration, with a <see cref="ChartsInput"/>.</param>
    /// <returns>How many charts were written, all markets together.</returns>
    [Function(nameof(BuildCharts))]
    public static async Task<int> Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var input = context.GetInput<ChartsInput>()!;
        var run = context.InstanceId;
        var plan = await context.CallActivityAsync<ChartPlan>(nameof(PlanCharts), input, DurableRuns.Patiently);
        var written = 0;
        foreach (var chart in plan.Charts)
        {
            await Task.WhenAll(plan.Ranges.Select((range, part) =>
                context.CallActivityAsync<int>(nameof(CountChartRange), new ChartRangeInput(run, chart, range, part), DurableRuns.Patiently)));
            var publish = new ChartPublishInput(run, chart, plan.Ranges.Count, input.At, Overrules: input.Date is not null);
            written += await context.CallActivityAsync<int>(nameof(PublishCharts), publish, DurableRuns.Patiently);
        }

        return written;
    }
}
