using Microsoft.DurableTask.Client;
using Spotify.Core.Telemetry;

namespace Spotify.Functions.Telemetry.Closing;

/// <summary>Where a period stands, for operators.</summary>
/// <param name="Period">The period.</param>
/// <param name="State"><c>open</c>, <c>closing</c> or <c>closed</c>.</param>
/// <param name="EndsAt">When the month ends.</param>
/// <param name="ClosingAt">Since when nothing new is decided for it.</param>
/// <param name="Progress">While it is being closed: how far that is.</param>
/// <param name="Run">While it is being closed: how the closing's orchestration is doing.</param>
/// <param name="Totals">Once closed: what it comes to.</param>
/// <param name="Roots">Once closed: the roots of its shards.</param>
public sealed record PeriodView(
    string Period,
    string State,
    DateTimeOffset EndsAt,
    DateTimeOffset? ClosingAt,
    ClosingProgress? Progress,
    string? Run,
    ClosedPeriod? Totals,
    IReadOnlyList<ClosedRoot>? Roots);

/// <summary>Tells where periods stand.</summary>
public sealed class PeriodStatus
{
    private readonly Periods _periods;
    private readonly ClosedPeriods _closed;
    private readonly TimeProvider _time;

    internal PeriodStatus(Periods periods, ClosedPeriods closed, TimeProvider time) =>
        (_periods, _closed, _time) = (periods, closed, time);

    /// <summary>The instance that closes a period.</summary>
    public static string InstanceOf(string period) => $"close-{period}";

    /// <summary>The last period that is over.</summary>
    public string LastPeriod => AccountingPeriod.LastBefore(_time.GetUtcNow());

    /// <summary>Why a period cannot be closed yet; null where it can.</summary>
    public string? FindReasonToWait(string period)
    {
        var end = AccountingPeriod.EndOf(period);
        return end > _time.GetUtcNow() ? $"{period} is not over: it can be closed from {end:yyyy-MM-ddTHH:mm:ssZ} on." : null;
    }

    /// <summary>Why a period has no proofs yet, and when it will.</summary>
    public string WhenClosed(string period) => FindReasonToWait(period) is { } reason
        ? $"{reason} Months are closed on the schedule '{ClosingOptions.CloseSchedule}' (UTC)."
        : $"{period} is not closed yet. Months are closed on the schedule '{ClosingOptions.CloseSchedule}' (UTC), within hours; ask again then.";

    /// <summary>Where a period stands.</summary>
    /// <param name="period">The period, <c>yyyy-MM</c>.</param>
    /// <param name="client">Knows the closing.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<PeriodView> FindAsync(string period, DurableTaskClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        var state = (await _periods.ReadAsync(cancellationToken)).GetValueOrDefault(period);
        var end = AccountingPeriod.EndOf(period);
        if (state is null)
            return new PeriodView(period, "open", end, null, null, null, null, null);
        if (state.Stage == PeriodStage.Closed && await _closed.FindAsync(period, cancellationToken) is { } totals)
            return new PeriodView(period, "closed", end, state.ClosingAt, null, null, totals, await _closed.RootsAsync(totals, cancellationToken));
        var run = await client.GetInstanceAsync(InstanceOf(period), getInputsAndOutputs: true, cancellationToken);
        var progress = run?.SerializedCustomStatus is null ? null : run.ReadCustomStatusAs<ClosingProgress>();
        return new PeriodView(period, "closing", end, state.ClosingAt, progress, run?.RuntimeStatus.ToString(), null, null);
    }
}
