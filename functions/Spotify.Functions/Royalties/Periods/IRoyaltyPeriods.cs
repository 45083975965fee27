using Spotify.Core;
using Spotify.Core.Royalties.Periods;
using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Telemetry;

namespace Spotify.Functions.Royalties.Periods;

/// <summary>Where months stand between open and paid.</summary>
public interface IRoyaltyPeriods
{
    /// <summary>Where a month stands.</summary>
    /// <param name="period">The month, <c>yyyy-MM</c>.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    Task<RoyaltyPeriod> FindAsync(string period, CancellationToken cancellationToken = default);

    /// <summary>All months that are closed or further, in order.</summary>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    Task<IReadOnlyList<RoyaltyPeriod>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Why a month may not be calculated; null where it may.</summary>
    /// <param name="period">The month, <c>yyyy-MM</c>.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    Task<string?> FindReasonNotToCalculateAsync(string period, CancellationToken cancellationToken = default);

    /// <summary>Notes that a month is calculated.</summary>
    /// <param name="period">The month, <c>yyyy-MM</c>.</param>
    /// <param name="by">Who asked for it.</param>
    /// <param name="inputs">The digest of the frozen inputs.</param>
    /// <param name="results">The digest of the results.</param>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    Task<PeriodChange> CalculateAsync(string period, string by, string inputs, string results, CancellationToken cancellationToken = default);

    /// <summary>An operator stands for a month.</summary>
    /// <param name="period">The month, <c>yyyy-MM</c>.</param>
    /// <param name="by">Who.</param>
    /// <param name="digest">The digest of the results that he has seen; null where he names none.</param>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    Task<PeriodChange> ApproveAsync(string period, string by, string? digest, CancellationToken cancellationToken = default);

    /// <summary>A month is paid.</summary>
    /// <param name="period">The month, <c>yyyy-MM</c>.</param>
    /// <param name="by">Who says so.</param>
    /// <param name="reference">The bank's reference; null for none.</param>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    Task<PeriodChange> PayAsync(string period, string by, string? reference, CancellationToken cancellationToken = default);
}

/// <summary>Months in <c>money</c>, on top of which ledgers are closed.</summary>
internal sealed class RoyaltyPeriods(IDocumentStore documents, Spotify.Functions.Telemetry.Periods ledger, TimeProvider time) : IRoyaltyPeriods
{
    /// <summary>Who does what nobody asked for.</summary>
    public const string Schedule = "schedule";

    private const int MaxRounds = 10;

    /// <inheritdoc/>
    public async Task<RoyaltyPeriod> FindAsync(string period, CancellationToken cancellationToken = default) => (await ReadAsync(period, cancellationToken)).Period;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RoyaltyPeriod>> ListAsync(CancellationToken cancellationToken = default)
    {
        var months = new SortedDictionary<string, RoyaltyPeriod>(StringComparer.Ordinal);
        foreach (var (period, state) in await ledger.ReadAsync(cancellationToken))
            months[period] = Of(period, state);
        await foreach (var stored in StoredAsync(cancellationToken))
            months[stored.Period] = stored;
        return [.. months.Values.Where(month => month.Stage != RoyaltyStage.Open)];
    }

    /// <inheritdoc/>
    public async Task<string?> FindReasonNotToCalculateAsync(string period, CancellationToken cancellationToken = default)
    {
        var month = await FindAsync(period, cancellationToken);
        var (isFirst, later) = (true, (string?)null);
        await foreach (var stored in StoredAsync(cancellationToken))
        {
            isFirst &= string.CompareOrdinal(stored.Period, period) >= 0;
            if (string.CompareOrdinal(stored.Period, period) > 0)
                later ??= stored.Period;
        }

        if (isFirst && later is not null && month.Stage == RoyaltyStage.Closed)
            return $"Royalties began with {later}: an earlier month is not calculated any more.";
        return month.FindReasonNotToCalculate(isFirst ? null : await FindAsync(AccountingPeriod.Before(period), cancellationToken));
    }

    /// <inheritdoc/>
    public Task<PeriodChange> CalculateAsync(string period, string by, string inputs, string results, CancellationToken cancellationToken = default) =>
        ChangeAsync(period, month => month.Calculate(time.GetUtcNow(), by, inputs, results), cancellationToken);

    /// <inheritdoc/>
    public Task<PeriodChange> ApproveAsync(string period, string by, string? digest, CancellationToken cancellationToken = default) =>
        ChangeAsync(period, month => month.Approve(time.GetUtcNow(), by, digest), cancellationToken);

    /// <inheritdoc/>
    public Task<PeriodChange> PayAsync(string period, string by, string? reference, CancellationToken cancellationToken = default) =>
        ChangeAsync(period, month => month.Pay(time.GetUtcNow(), by, reference), cancellationToken);

    private async Task<PeriodChange> ChangeAsync(string period, Func<RoyaltyPeriod, PeriodChange> change, CancellationToken cancellationToken)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            var (month, etag) = await ReadAsync(period, cancellationToken);
            var changed = change(month);
            if (!changed.IsDone)
                return changed;
            var document = new RoyaltyPeriodDocument { Month = changed.Period };
            var operation = etag is null ? DocumentOperation.Create(period, document) : DocumentOperation.Replace(period, document, etag);
            if ((await documents.WriteAsync(DocumentContainer.Money, RoyaltyPeriodDocument.Partition, operation, cancellationToken)).IsWritten)
                return changed;
        }

        throw new TransientException($"Others kept writing the royalties of {period} first.");
    }

    private async Task<(RoyaltyPeriod Period, string? ETag)> ReadAsync(string period, CancellationToken cancellationToken)
    {
        var stored = await documents.ReadAsync<RoyaltyPeriodDocument>(DocumentContainer.Money, RoyaltyPeriodDocument.Partition, period, cancellationToken);
        return stored is not null
            ? (stored.Value.Month, stored.ETag)
            : (Of(period, (await ledger.ReadAsync(cancellationToken)).GetValueOrDefault(period)), null);
    }

    private async IAsyncEnumerable<RoyaltyPeriod> StoredAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? continuation = null;
        do
        {
            var page = await documents.RangeAsync<RoyaltyPeriodDocument>(
                DocumentContainer.Money, RoyaltyPeriodDocument.Partition, default, DocumentRules.MaxReads, continuation, cancellationToken);
            foreach (var (_, document) in page.Documents)
                yield return document.Value.Month;
            continuation = page.Continuation;
        }
        while (continuation is not null);
    }

    // What the closing did is its own to say; the first step after it copies it for the audit.
    private static RoyaltyPeriod Of(string period, PeriodState? ledger)
    {
        var open = RoyaltyPeriod.Open(period);
        return ledger is { Stage: PeriodStage.Closed } ? open.Close(ledger.ClosedAt ?? ledger.ClosingAt, ledger.ClosedBy ?? Schedule).Period : open;
    }
}
