using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Spotify.Functions.Platform.Durable;

namespace Spotify.Functions.Telemetry.Closing;

/// <summary>Holds the daily counters of a month against the ledger: its adjustments in later periods, the counters, and the adjustments again, for those that came in meanwhile.</summary>
public static class CheckCounters
{
    /// <summary>Compares.</summary>
    /// <param name="context">The orchestration, with a <see cref="CheckInput"/>.</param>
    /// <returns>The markets and products that differ.</returns>
    [Function(nameof(CheckCounters))]
    public static async Task<IReadOnlyList<string>> Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var input = context.GetInput<CheckInput>()!;
        var before = await Count(context, input, nameof(CountAdjustments), input.PlayRanges);
        var counters = await Count(context, input, nameof(CountDays), input.CounterRanges);
        var after = await Count(context, input, nameof(CountAdjustments), input.PlayRanges);
        return await context.CallActivityAsync<IReadOnlyList<string>>(
            nameof(CompareCounters), new CompareInput(input.Period, input.Ledger, counters, before, after), DurableRuns.Patiently);
    }

    private static async Task<CountedPlays> Count(TaskOrchestrationContext context, CheckInput input, string activity, IReadOnlyList<string> ranges) =>
        CountedPlays.Sum(await ClosePeriod.Each(
            context, activity, ranges.Count, i => context.CallActivityAsync<CountedPlays>(activity, new CountInput(input.Period, ranges[i]), DurableRuns.Patiently)));
}
