using System.Runtime.CompilerServices;
using Spotify.Core.Royalties.Parties;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Royalties.Rights;

/// <summary>Everybody who is paid.</summary>
public sealed class PartyDesk
{
    private readonly VersionedDocuments _documents;

    internal PartyDesk(VersionedDocuments documents) => _documents = documents;

    /// <summary>A party; null for none.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<Party?> FindAsync(string id, CancellationToken cancellationToken) =>
        (await _documents.FindAsync<Party>(DocumentContainer.Money, RightsPlaces.PartiesOf(id), id, cancellationToken))?.Item;

    /// <summary>A party with all that it was; null for none.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<WithHistory<Party>?> FindWithHistoryAsync(string id, CancellationToken cancellationToken)
    {
        var partition = RightsPlaces.PartiesOf(id);
        return await _documents.FindAsync<Party>(DocumentContainer.Money, partition, id, cancellationToken) is { } current
            ? new(current, await _documents.HistoryAsync<Party>(DocumentContainer.Money, partition, id, cancellationToken))
            : null;
    }

    /// <summary>All parties, for batch jobs.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async IAsyncEnumerable<Party> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var bucket = 0; bucket < RightsPlaces.PartyBuckets; bucket++)
        {
            await foreach (var party in _documents.ListAsync<Party>(DocumentContainer.Money, RightsPlaces.PartiesIn(bucket), cancellationToken))
                yield return party.Item;
        }
    }

    /// <summary>A page of parties in order of id, out of all their partitions at once.</summary>
    /// <param name="limit">At most so many.</param>
    /// <param name="after">The last id of the page before; null or empty for the first page.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<RightsPage<Party>> PageAsync(int limit, string? after, CancellationToken cancellationToken)
    {
        var buckets = await Task.WhenAll(Enumerable.Range(0, RightsPlaces.PartyBuckets).Select(bucket =>
            _documents.AfterAsync<Party>(DocumentContainer.Money, RightsPlaces.PartiesIn(bucket), limit + 1, after ?? "", cancellationToken)));
        var first = buckets.SelectMany(bucket => bucket).OrderBy(party => party.Item.Id, StringComparer.Ordinal).Take(limit + 1).ToList();
        return first.Count <= limit ? new RightsPage<Party>(first, null) : new RightsPage<Party>(first[..limit], first[limit - 1].Item.Id);
    }

    /// <summary>Registers a party, or changes one. The currency stays: balances are in it.</summary>
    /// <param name="party">The party, found right by <see cref="PartyRules"/>.</param>
    /// <param name="by">Who says so.</param>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    internal async Task<Change<Party>> PutAsync(Party party, string by, CancellationToken cancellationToken)
    {
        if (party.CollateralGroup is { } group && await ClaimGroupAsync(group, party.Currency, by, cancellationToken) is { } refusal)
            return new Change<Party>(null, refusal);
        return await _documents.PutAsync(
            DocumentContainer.Money,
            RightsPlaces.PartiesOf(party.Id),
            party.Id,
            _ => party,
            by,
            async token => await FindAsync(party.Id, token) is { } there && there.Currency != party.Currency
                ? $"'currency': {party.Id} is paid in {there.Currency}, and its balances are in that: register another party for {party.Currency}."
                : null,
            cancellationToken);
    }

    // The first of a group decides what all of it are paid in.
    private async Task<string?> ClaimGroupAsync(string group, string currency, string by, CancellationToken cancellationToken)
    {
        var partition = RightsPlaces.GroupOf(group);
        var claimed = await _documents.FindAsync<CollateralGroup>(DocumentContainer.Money, partition, group, cancellationToken)
            ?? (await _documents.PutAsync(DocumentContainer.Money, partition, group, _ => new CollateralGroup(group, currency), by, null, cancellationToken)).Version!;
        return claimed.Item.Currency == currency ? null : $"'collateral_group': all of group '{group}' are paid in {claimed.Item.Currency}.";
    }
}

/// <summary>A collateral group.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Currency">What all of it are paid in.</param>
internal sealed record CollateralGroup(string Id, string Currency);
