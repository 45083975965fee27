using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Spotify.Functions.Platform.Durable;
using Spotify.Functions.Recommendations.Weekly;

namespace Spotify.Functions.Recommendations.Experiments;

/// <summary>The story of a measuring: say what is to be measured, measure range by range, add it up.</summary>
public static class MeasureExperiments
{
    /// <summary>Measures.</summary>
    /// <param name="context">The orchestration, with a <see cref="MeasuringInput"/>.</param>
    [Function(nameof(MeasureExperiments))]
    public static async Task<MeasuringOutcome> Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var input = context.GetInput<MeasuringInput>()!;
        var plan = await context.CallActivityAsync<MeasuringPlan>(nameof(PlanMeasuring), input, DurableRuns.Patiently);
        if (plan.Experiments.Count == 0)
            return new MeasuringOutcome(0, 0);
        var ranges = await context.EachAsync(
            plan.Ranges.Count,
            done => new WeeklyProgress("measuring", done, plan.Ranges.Count),
            i => context.CallActivityAsync<MeasuredRange>(nameof(MeasureExposures), new MeasuringStep(input.At, plan.Experiments, plan.Ranges[i]), DurableRuns.Patiently));
        return await context.CallActivityAsync<MeasuringOutcome>(nameof(EndMeasuring), new MeasuringEnd(input.At, plan.Experiments, ranges), DurableRuns.Patiently);
    }
}
