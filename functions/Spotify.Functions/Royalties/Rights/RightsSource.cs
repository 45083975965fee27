using Spotify.Core.Royalties;
using Spotify.Core.Royalties.Splits;
using Spotify.Functions.Royalties.Inputs;

namespace Spotify.Functions.Royalties.Rights;

/// <summary>Reads what holds in a month from the desks, to be frozen.</summary>
internal sealed class RightsSource(AgreementDesk agreements, PartyDesk parties, SplitDesk splits, TableDesk tables, ChargeDesk charges, EscrowDesk escrow) : IRightsSource
{
    /// <inheritdoc/>
    public async Task<RightsSnapshot> ReadAsync(string period, CancellationToken cancellationToken) => new()
    {
        Agreements = await agreements.ScanAsync(cancellationToken).Select(one => one.Item).Where(one => EffectivePeriods.Include(one.From, one.Until, period)).ToListAsync(cancellationToken),
        Sheets =
        [
            .. SplitDisputes.Apply(
                await splits.ScanAsync(cancellationToken).Select(one => one.Item).Where(one => EffectivePeriods.Include(one.From, one.Until, period)).ToListAsync(cancellationToken),
                await splits.ScanAnswersAsync(cancellationToken).Select(one => one.Item).ToListAsync(cancellationToken)),
        ],
        Parties = await parties.ListAsync(cancellationToken).ToListAsync(cancellationToken),
        Rates = (await tables.FindRatesAsync(period, cancellationToken))?.Current.Item.Rates ?? [],
        Charges = await charges.ListAsync(cancellationToken).Select(one => one.Item).Where(one => string.CompareOrdinal(one.Period, period) <= 0).ToListAsync(cancellationToken),
        Taxes = (await tables.FindTreatiesAsync(cancellationToken))?.Current.Item.Rates ?? [],
        Releases = await escrow.ListReleasesAsync(cancellationToken).Select(one => one.Item).Where(one => one.Period == period).Select(one => one.ToFrozen()).ToListAsync(cancellationToken),
    };
}
