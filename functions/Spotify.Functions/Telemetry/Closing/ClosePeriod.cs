using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Spotify.Functions.Platform.Durable;

namespace Spotify.Functions.Telemetry.Closing;

/// <summary>
/// The story of a month's end: shut the period, wait until nothing is on its way into it, read the ledger, seal every shard, sum markets and listeners, put all of it
/// under one root, hold the counters against it, close. Of a period that is closed already nothing changes: all is computed again and compared.
/// </summary>
public static class ClosePeriod
{
    /// <summary>Closes a period.</summary>
    /// <param name="context">The orchestration, with a <see cref="CloseInput"/>.</param>
    [Function(nameof(ClosePeriod))]
    public static async Task<ClosingResult> Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var input = context.GetInput<CloseInput>()!;
        var begin = new BeginInput(input.Period, context.InstanceId, input.By);
        var plan = await context.CallActivityAsync<ClosingPlan>(nameof(BeginClosing), begin, DurableRuns.Patiently);
        try
        {
            await Settle(context, plan);
            var result = await Seal(context, plan, await Scan(context, plan));
            await context.CallActivityAsync(nameof(FinishClosing), result, DurableRuns.Patiently);
            return result;
        }
        finally
        {
            await context.CleanUpAsync(nameof(RemoveParts), begin);
        }
    }

    private static Task Settle(TaskOrchestrationContext context, ClosingPlan plan)
    {
        context.SetCustomStatus(new ClosingProgress("settling", 0, 1));
        var readFrom = plan.ReadFrom.UtcDateTime;
        return readFrom > context.CurrentUtcDateTime ? context.CreateTimer(readFrom, CancellationToken.None) : Task.CompletedTask;
    }

    private static Task<IReadOnlyList<ScannedRange>> Scan(TaskOrchestrationContext context, ClosingPlan plan) => Each(
        context,
        "reading the ledger",
        plan.PlayRanges.Count,
        i => context.CallActivityAsync<ScannedRange>(nameof(ScanPlays), new ScanInput(plan.Period, plan.Run, plan.Shards, plan.PlayRanges[i]), DurableRuns.Patiently));

    private static async Task<ClosingResult> Seal(TaskOrchestrationContext context, ClosingPlan plan, IReadOnlyList<ScannedRange> parts)
    {
        var shards = await EachShard<SealedShard>("sealing shards", nameof(SealShard));
        var markets = await EachShard<SummedMarkets>("summing markets", nameof(SumMarkets));
        var listeners = await EachShard<SummedListeners>("summing listeners", nameof(SumListeners));
        var result = await context.CallActivityAsync<ClosingResult>(
            nameof(SealPeriod), new SealInput(plan.Period, plan.IsReplay, shards, markets, listeners), DurableRuns.Patiently);
        context.SetCustomStatus(new ClosingProgress("checking counters", 0, 1));
        await context.CallSubOrchestratorAsync<IReadOnlyList<string>>(nameof(CheckCounters), CheckOf(plan, markets));
        return result;

        Task<IReadOnlyList<T>> EachShard<T>(string step, string activity) => Each(context, step, plan.Shards, shard =>
            context.CallActivityAsync<T>(activity, new MergeInput(plan.Period, plan.Run, plan.Shards, shard, plan.IsReplay, parts), DurableRuns.Patiently));
    }

    private static CheckInput CheckOf(ClosingPlan plan, IReadOnlyList<SummedMarkets> markets) => new(
        plan.Period,
        plan.PlayRanges,
        plan.CounterRanges,
        markets.SelectMany(bucket => bucket.Totals).ToDictionary(one => CounterCheck.KeyOf(one.Market, one.Product), one => one.Plays - one.Adjustments));

    // A step for each part, and how far it is for whoever looks.
    internal static Task<IReadOnlyList<T>> Each<T>(TaskOrchestrationContext context, string step, int count, Func<int, Task<T>> start) =>
        context.EachAsync(count, done => new ClosingProgress(step, done, count), start);
}
