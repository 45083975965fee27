using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Spotify.Functions.Platform.Durable;
using Spotify.Functions.Telemetry.Closing;

namespace Spotify.Functions.Royalties.Job;

/// <summary>
/// The story of a month's money: gather the inputs, check the closed ledger, divide the month and every earlier one that it corrects, credit and settle all parties, hold all
/// of it against each other, and only then name it as the month's. Until the last step nothing but files of the run's own is written; whatever is refused leaves no trace.
/// </summary>
public static class MonthlyRoyalties
{
    /// <summary>Calculates a month.</summary>
    /// <param name="context">The orchestration, with a <see cref="RoyaltiesInput"/>.</param>
    [Function(nameof(MonthlyRoyalties))]
    public static async Task<RoyaltyOutcome> Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var input = context.GetInput<RoyaltiesInput>()!;
        context.SetCustomStatus(new RoyaltiesProgress("beginning", input.Period, 0, 1));
        var begin = await Step<RoyaltyBegin>(context, nameof(BeginRoyalties), new BeginRun(input, context.InstanceId));
        if (begin.Run is not { } run)
            return new RoyaltyOutcome(input.Period, null, begin.Refusal, false, []);
        try
        {
            return await Calculate(context, begin, begin.IsFrozen ? run : await Gather(context, run));
        }
        finally
        {
            await context.CleanUpAsync(nameof(CleanRoyalties), run);
        }
    }

    private static async Task<RoyaltyRun> Gather(TaskOrchestrationContext context, RoyaltyRun run)
    {
        context.SetCustomStatus(new RoyaltiesProgress("gathering inputs", run.Period, 0, 1));
        var parts = await Task.WhenAll(
            Step<FrozenPart>(context, nameof(FreezeRevenue), run), Step<FrozenPart>(context, nameof(FreezeTracks), run), Step<FrozenPart>(context, nameof(FreezeRights), run));
        return await Step<RoyaltyRun>(context, nameof(GatherInputs), new FreezeInput(run, parts));
    }

    private static async Task<RoyaltyOutcome> Calculate(TaskOrchestrationContext context, RoyaltyBegin begin, RoyaltyRun run)
    {
        var plan = await Step<RoyaltyPlan>(context, nameof(PlanRoyalties), run);
        if (plan.Refusal is not null)
            return Refused(run, plan.Refusal);
        var roots = await MonthSteps.Each(
            context, "checking the ledger", run.Period, begin.Shards, shard => Step<RecomputedRoot>(context, nameof(VerifyLedgerShard), new ShardStep(run.Period, shard)));
        var (months, files) = (new List<DividedMonth>(), new MonthFiles());
        foreach (var scope in plan.Months)
        {
            var step = new MonthSteps(context, run, scope, files);
            if (await step.Sum() is { } reason)
                return Refused(run, reason);
            files = await step.Judge();
            if (!scope.IsBefore)
                months.Add(await step.Divide());
        }

        context.SetCustomStatus(new RoyaltiesProgress("settling", run.Period, 0, 1));
        var credits = await Step<CreditedPeriod>(context, nameof(CreditParties), new CreditInput(run, months));
        if (credits.Refusal is not null)
            return Refused(run, credits.Refusal);
        var settled = await Step<SettledPeriod>(context, nameof(SettleParties), new SettleInput(run, credits));
        if (settled.Refusal is not null)
            return Refused(run, settled.Refusal);
        context.SetCustomStatus(new RoyaltiesProgress("reconciling", run.Period, 0, 1));
        var check = await Step<ReconciledPeriod>(context, nameof(ReconcileRoyalties), new ReconcileInput(run, months, credits, settled, roots));
        return check.Faults.Count > 0
            ? Refused(run, string.Join(" ", check.Faults))
            : await Step<RoyaltyOutcome>(context, nameof(FinishRoyalties), new FinishInput(run, ResultsOf(run, plan, months, files, credits, settled)));
    }

    private static RoyaltyResults ResultsOf(
        RoyaltyRun run, RoyaltyPlan plan, List<DividedMonth> months, MonthFiles files, CreditedPeriod credits, SettledPeriod settled)
    {
        var tallied = plan.Months.Where(scope => scope.IsBefore).Select(scope => files.Tallied[scope.Month] with { Kind = $"months/{scope.Month}/{TallyFiles.FileKind}" });
        return new RoyaltyResults
        {
            Period = run.Period,
            Inputs = plan.Digest,
            Months = [.. months.Select(month => new MonthResult(month.Scope.Month, month.Pools))],
            Conversions = credits.Totals!.Conversions,
            Totals = settled.Totals!,
            Files = [.. months.SelectMany(month => month.Results).Concat(tallied).Append(credits.Credits!).Append(credits.Escrow!).Concat(settled.Files).OrderBy(file => file.Kind, StringComparer.Ordinal)],
        };
    }

    private static RoyaltyOutcome Refused(RoyaltyRun run, string reason) => new(run.Period, null, reason, run.IsReplay, []);

    private static Task<T> Step<T>(TaskOrchestrationContext context, string activity, object input) => context.CallActivityAsync<T>(activity, input, DurableRuns.Patiently);
}
