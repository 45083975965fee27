using Spotify.Core.Royalties.Settlement;
using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Royalties.Inputs;
using Spotify.Functions.Royalties.Periods;

namespace Spotify.Functions.Royalties.Rights;

/// <summary>The tables that operators set: rates of exchange for each month, and rates of tax.</summary>
public sealed class TableDesk
{
    private readonly VersionedDocuments _documents;
    private readonly IRoyaltyPeriods _periods;
    private readonly TimeProvider _time;

    internal TableDesk(VersionedDocuments documents, IRoyaltyPeriods periods, TimeProvider time) => (_documents, _periods, _time) = (documents, periods, time);

    /// <summary>The rates of a month with all that they were; null where none are set.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public Task<WithHistory<RateList>?> FindRatesAsync(string period, CancellationToken cancellationToken) => FindAsync<RateList>(RightsPlaces.RatesOf(period), cancellationToken);

    /// <summary>The taxes with all that they were; null where none are set.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public Task<WithHistory<TreatyList>?> FindTreatiesAsync(CancellationToken cancellationToken) => FindAsync<TreatyList>(RightsPlaces.Treaties, cancellationToken);

    /// <summary>Sets the rates of a month that is not calculated yet.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    internal Task<Change<RateList>> PutRatesAsync(string period, RateList rates, string by, CancellationToken cancellationToken) => _documents.PutAsync(
        DocumentContainer.Money, RightsPlaces.RatesOf(period), RightsPlaces.Table, _ => rates, by, token => FrozenRefusalAsync(period, token), cancellationToken);

    /// <summary>Sets the rates of tax for months that are not calculated yet.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    internal Task<Change<TreatyList>> PutTreatiesAsync(TreatyList treaties, string by, CancellationToken cancellationToken) =>
        _documents.PutAsync(DocumentContainer.Money, RightsPlaces.Treaties, RightsPlaces.Table, _ => treaties, by, null, cancellationToken);

    /// <summary>Why nothing may be set for a month any more; null where it may.</summary>
    internal async Task<string?> FrozenRefusalAsync(string period, CancellationToken cancellationToken) =>
        (await _periods.FindAsync(period, cancellationToken)).Stage >= Core.Royalties.Periods.RoyaltyStage.Calculated
            ? $"{period} is calculated: what it was calculated with does not change. Set it for a later month."
            : null;

    /// <summary>Why nothing may be booked into a month any more: its inputs may be frozen from its end on. Null where it may.</summary>
    internal string? PastRefusal(string period) => string.CompareOrdinal(period, AccountingPeriod.Of(_time.GetUtcNow())) < 0
        ? $"{period} is over: what is booked now counts from {AccountingPeriod.Of(_time.GetUtcNow())} on."
        : null;

    private async Task<WithHistory<T>?> FindAsync<T>(PartitionKeyValue partition, CancellationToken cancellationToken) =>
        await _documents.FindAsync<T>(DocumentContainer.Money, partition, RightsPlaces.Table, cancellationToken) is { } current
            ? new(current, await _documents.HistoryAsync<T>(DocumentContainer.Money, partition, RightsPlaces.Table, cancellationToken))
            : null;
}

/// <summary>Rates of exchange.</summary>
/// <param name="Rates">A rate for every pair that is needed: no inverse is taken.</param>
public sealed record RateList(IReadOnlyList<FrozenRate> Rates);

/// <summary>Rates of tax.</summary>
/// <param name="Rates">By source and residence.</param>
public sealed record TreatyList(IReadOnlyList<TreatyRate> Rates);
