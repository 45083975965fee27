using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Royalties.Inputs;

namespace Spotify.Functions.Royalties.Rights;

/// <summary>Costs and advances that earnings pay back. A charge that was wrong is set right by its next version as long as the month that it counts from is not over.</summary>
public sealed class ChargeDesk
{
    private readonly VersionedDocuments _documents;
    private readonly PartyDesk _parties;
    private readonly TableDesk _tables;

    internal ChargeDesk(VersionedDocuments documents, PartyDesk parties, TableDesk tables) => (_documents, _parties, _tables) = (documents, parties, tables);

    /// <summary>A charge with all that it was; null for none.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<WithHistory<FrozenCharge>?> FindAsync(string id, CancellationToken cancellationToken) =>
        await _documents.FindAsync<FrozenCharge>(DocumentContainer.Money, RightsPlaces.Charges, id, cancellationToken) is { } current
            ? new(current, await _documents.HistoryAsync<FrozenCharge>(DocumentContainer.Money, RightsPlaces.Charges, id, cancellationToken))
            : null;

    /// <summary>All charges, in order of id.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public IAsyncEnumerable<Versioned<FrozenCharge>> ListAsync(CancellationToken cancellationToken) =>
        _documents.ListAsync<FrozenCharge>(DocumentContainer.Money, RightsPlaces.Charges, cancellationToken);

    /// <summary>Sets a charge.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    internal Task<Change<FrozenCharge>> PutAsync(FrozenCharge charge, string by, CancellationToken cancellationToken) => _documents.PutAsync(
        DocumentContainer.Money,
        RightsPlaces.Charges,
        charge.Id,
        _ => charge,
        by,
        async token =>
        {
            if (await _parties.FindAsync(charge.Party, token) is null)
                return $"'party': there is no party '{charge.Party}'.";
            var there = await FindAsync(charge.Id, token);
            return _tables.PastRefusal(charge.Period) ?? (there is null ? null : _tables.PastRefusal(there.Current.Item.Period));
        },
        cancellationToken);
}
