using Spotify.Core;
using Spotify.Core.Subscriptions;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Telemetry;
using Spotify.Functions.Telemetry.Listeners;

namespace Spotify.Functions.Billing;

/// <summary>
/// Writes revenue into its period. One event is one row, whatever happens between: the period is decided once and noted before the row is written, and decided anew only
/// where it closed before the row got there.
/// </summary>
internal sealed class RevenueLedger(IDocumentStore documents, BillingRecords records, IListeners listeners, Periods periods, TimeProvider time)
{
    private const int MaxRounds = 10;

    /// <summary>Writes the row of an event, if it is not there; safe to repeat.</summary>
    /// <param name="recordId">The event's record.</param>
    /// <param name="happened">The event; one with money in it.</param>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    /// <exception cref="TransientException">The store is in trouble, or a period is just closing.</exception>
    public Task<string> WriteAsync(string recordId, BillingEvent happened, CancellationToken cancellationToken) =>
        PeriodView.UseAsync(periods, time, view => WriteAsync(recordId, happened, view), cancellationToken);

    private async Task<string> WriteAsync(string recordId, BillingEvent happened, PeriodView view)
    {
        var period = await DecideAsync(recordId, happened, view);
        var row = await ToRowAsync(happened, period, view.Token);
        // A conflict is the same row, from somebody who was first.
        await documents.WriteAsync(
            DocumentContainer.Money, RevenueDocument.PartitionOf(period, recordId), DocumentOperation.Create(RevenueDocument.IdOf(recordId), row), view.Token);
        return period;
    }

    private async Task<string> DecideAsync(string recordId, BillingEvent happened, PeriodView view)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            var record = await records.ReadAsync(recordId, view.Token);
            if (record.Value.RowPeriod is { } before)
            {
                if (view.IsOpen(before) || await IsThereAsync(before, recordId, view.Token))
                    return before;
                // Whoever decided for it may still be on the way there.
                if (!view.AreWritersGone(before))
                    throw new TransientException($"Period {before} is just closing.");
            }

            var period = view.FirstOpen(happened.Period);
            if (await records.TryWriteAsync(recordId, record, record.Value with { RowPeriod = period }, view.Token))
                return period;
        }

        throw new TransientException("The same event is being taken elsewhere.");
    }

    private async Task<bool> IsThereAsync(string period, string recordId, CancellationToken cancellationToken) =>
        await documents.ReadAsync<RevenueDocument>(DocumentContainer.Money, RevenueDocument.PartitionOf(period, recordId), RevenueDocument.IdOf(recordId), cancellationToken) is not null;

    private async Task<RevenueDocument> ToRowAsync(BillingEvent happened, string period, CancellationToken cancellationToken)
    {
        var sign = happened.Revenue == RevenueType.Refund ? -1 : 1;
        var listener = happened.User is { } user ? (await listeners.ResolveAsync([user], cancellationToken)).GetValueOrDefault(user) : null;
        return new RevenueDocument
        {
            Event = happened.Id,
            Kind = happened.Revenue!.Value,
            Period = period,
            AdjustmentOf = period == happened.Period ? null : happened.Period,
            Country = happened.Country!,
            Product = Subscriptions.PlanNames.Of(happened.Product),
            Currency = happened.Currency!,
            Gross = sign * happened.Gross,
            Vat = sign * happened.Vat,
            StoreFee = sign * happened.StoreFee,
            At = happened.At,
            Listener = listener?.Pseudonym,
        };
    }
}
