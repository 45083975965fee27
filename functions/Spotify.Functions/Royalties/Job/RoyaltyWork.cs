using Spotify.Functions.Royalties.Inputs;
using Spotify.Functions.Telemetry.Closing;

namespace Spotify.Functions.Royalties.Job;

/// <summary>Every step of a run. All are safe to repeat: the same input gives the same bytes.</summary>
public sealed class RoyaltyWork
{
    private readonly RoyaltySteps _steps;

    internal RoyaltyWork(RoyaltySteps steps) => _steps = steps;

    internal Task<RoyaltyBegin> BeginAsync(BeginRun input, CancellationToken cancellationToken) => _steps.Beginning.BeginAsync(input.Input, input.Run, cancellationToken);

    internal Task<FrozenPart> FreezeRevenueAsync(RoyaltyRun run, CancellationToken cancellationToken) => _steps.Beginning.FreezeRevenueAsync(run, cancellationToken);

    internal Task<FrozenPart> FreezeTracksAsync(RoyaltyRun run, CancellationToken cancellationToken) => _steps.Beginning.FreezeTracksAsync(run, cancellationToken);

    internal Task<FrozenPart> FreezeRightsAsync(RoyaltyRun run, CancellationToken cancellationToken) => _steps.Beginning.FreezeRightsAsync(run, cancellationToken);

    internal Task<RoyaltyRun> GatherAsync(FreezeInput input, CancellationToken cancellationToken) => _steps.Beginning.GatherAsync(input, cancellationToken);

    internal Task<RoyaltyPlan> PlanAsync(RoyaltyRun run, CancellationToken cancellationToken) => _steps.Beginning.PlanAsync(run, cancellationToken);

    internal Task<RecomputedRoot> VerifyAsync(ShardStep step, CancellationToken cancellationToken) => _steps.Reconciling.VerifyAsync(step, cancellationToken);

    internal Task<SummedPools> SumPoolsAsync(MonthStep step, CancellationToken cancellationToken) => _steps.Pools.SumAsync(step, cancellationToken);

    internal Task<TalliedShard> TallyAsync(MonthStep step, CancellationToken cancellationToken) => _steps.Tally.TallyAsync(step, cancellationToken);

    internal Task<JudgedMonth> JudgeAsync(MonthStep step, CancellationToken cancellationToken) => _steps.Judge.JudgeAsync(step, cancellationToken);

    internal Task<WeighedShard> WeighAsync(MonthStep step, CancellationToken cancellationToken) => _steps.Weights.WeighAsync(step, cancellationToken);

    internal Task<PoolResult> DivideAsync(MonthStep step, CancellationToken cancellationToken) => _steps.Dividing.DivideAsync(step, cancellationToken);

    internal Task<CollectedLines> CollectLinesAsync(MonthStep step, CancellationToken cancellationToken) => _steps.Lines.CollectLinesAsync(step, cancellationToken);

    internal Task<FrozenFile> CollectEarningsAsync(MonthStep step, CancellationToken cancellationToken) => _steps.Lines.CollectEarningsAsync(step, cancellationToken);

    internal Task<CreditedPeriod> CreditAsync(CreditInput input, CancellationToken cancellationToken) => _steps.Crediting.CreditAsync(input, cancellationToken);

    internal Task<SettledPeriod> SettleAsync(SettleInput input, CancellationToken cancellationToken) => _steps.Settling.SettleAsync(input, cancellationToken);

    internal Task<ReconciledPeriod> ReconcileAsync(ReconcileInput input, CancellationToken cancellationToken) => _steps.Reconciling.ReconcileAsync(input, cancellationToken);

    internal Task<RoyaltyOutcome> FinishAsync(FinishInput input, CancellationToken cancellationToken) => _steps.Finishing.FinishAsync(input, cancellationToken);

    internal Task<bool> CleanAsync(RoyaltyRun run, CancellationToken cancellationToken) => _steps.Finishing.CleanAsync(run, cancellationToken);
}

/// <summary>What does the steps.</summary>
internal sealed record RoyaltySteps(
    RoyaltyBeginning Beginning,
    PoolSums Pools,
    ListenerTally Tally,
    TrackJudge Judge,
    ListenerWeights Weights,
    PoolDividing Dividing,
    LineCollection Lines,
    Crediting Crediting,
    Settling Settling,
    Reconciling Reconciling,
    Finishing Finishing);
