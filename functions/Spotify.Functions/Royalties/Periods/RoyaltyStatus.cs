using Microsoft.DurableTask.Client;
using Spotify.Core.Royalties.Periods;
using Spotify.Functions.Royalties.Job;

namespace Spotify.Functions.Royalties.Periods;

/// <summary>Where the royalties of a month stand, for operators.</summary>
/// <param name="Period">The month with its audit.</param>
/// <param name="Results">What it came to; null before it is calculated.</param>
public sealed record RoyaltyPeriodView(RoyaltyPeriod Period, RoyaltyResultsView? Results);

/// <summary>What a month came to.</summary>
/// <param name="Digest">The digest of the results.</param>
/// <param name="Months">The pools of the month itself, last, and of earlier months that it corrects.</param>
/// <param name="Conversions">Every conversion into parties' currencies.</param>
/// <param name="Totals">What all statements come to, by currency.</param>
public sealed record RoyaltyResultsView(string Digest, IReadOnlyList<MonthResult> Months, IReadOnlyList<PoolConversion> Conversions, IReadOnlyList<SettledTotals> Totals);

/// <summary>How far a calculation is.</summary>
/// <param name="Period">The month.</param>
/// <param name="Stage">How far the month is.</param>
/// <param name="Instance">The run.</param>
/// <param name="Status">How the orchestration is doing; null where there is none of that name.</param>
/// <param name="Progress">How far it is, while it runs.</param>
/// <param name="Outcome">How it ended, once it has.</param>
public sealed record RoyaltyProgressView(string Period, RoyaltyStage Stage, string Instance, string? Status, RoyaltiesProgress? Progress, RoyaltyOutcome? Outcome);

/// <summary>Tells where months stand.</summary>
public sealed class RoyaltyStatus
{
    private readonly IRoyaltyPeriods _periods;
    private readonly RoyaltyResultFiles _results;

    internal RoyaltyStatus(IRoyaltyPeriods periods, RoyaltyResultFiles results) => (_periods, _results) = (periods, results);

    /// <summary>The instance that calculates a month.</summary>
    public static string InstanceOf(string period) => $"royalties-{period}";

    /// <summary>Where a month stands.</summary>
    /// <param name="period">The month, <c>yyyy-MM</c>.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="Core.TransientException">The store or the storage is in trouble.</exception>
    public async Task<RoyaltyPeriodView> FindAsync(string period, CancellationToken cancellationToken)
    {
        var month = await _periods.FindAsync(period, cancellationToken);
        var results = month.Stage < RoyaltyStage.Calculated ? null : await _results.FindAsync(period, cancellationToken);
        return new RoyaltyPeriodView(month, results is null ? null : new RoyaltyResultsView(month.Results!, results.Months, results.Conversions, results.Totals));
    }

    /// <summary>How far a calculation is.</summary>
    /// <param name="period">The month, <c>yyyy-MM</c>.</param>
    /// <param name="instance">The run.</param>
    /// <param name="client">Knows the run.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<RoyaltyProgressView> ProgressAsync(string period, string instance, DurableTaskClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        var stage = (await _periods.FindAsync(period, cancellationToken)).Stage;
        var run = await client.GetInstanceAsync(instance, getInputsAndOutputs: true, cancellationToken);
        if (run is null)
            return new RoyaltyProgressView(period, stage, instance, null, null, null);
        var outcome = run.RuntimeStatus == OrchestrationRuntimeStatus.Completed ? run.ReadOutputAs<RoyaltyOutcome>() : null;
        var progress = outcome is not null || run.SerializedCustomStatus is null ? null : run.ReadCustomStatusAs<RoyaltiesProgress>();
        return new RoyaltyProgressView(period, stage, instance, run.RuntimeStatus.ToString(), progress, outcome);
    }
}
