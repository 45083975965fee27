using Spotify.Core.Royalties.Agreements;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Royalties.Rights;

/// <summary>Agreements with licensors: two of one licensor never cover the same plays.</summary>
public sealed class AgreementDesk
{
    private readonly VersionedDocuments _documents;
    private readonly PartyDesk _parties;

    internal AgreementDesk(VersionedDocuments documents, PartyDesk parties) => (_documents, _parties) = (documents, parties);

    /// <summary>All agreements of a licensor, in order of id.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<IReadOnlyList<Versioned<Agreement>>> ListAsync(string licensor, CancellationToken cancellationToken) =>
        await _documents.ListAsync<Agreement>(DocumentContainer.Labels, RightsPlaces.AgreementsOf(licensor), cancellationToken).ToListAsync(cancellationToken);

    /// <summary>An agreement with all that it was; null for none.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<WithHistory<Agreement>?> FindAsync(string licensor, string id, CancellationToken cancellationToken)
    {
        var partition = RightsPlaces.AgreementsOf(licensor);
        return await _documents.FindAsync<Agreement>(DocumentContainer.Labels, partition, id, cancellationToken) is { } current
            ? new(current, await _documents.HistoryAsync<Agreement>(DocumentContainer.Labels, partition, id, cancellationToken))
            : null;
    }

    /// <summary>Takes an agreement, or the next version of one. Months that are calculated keep what was frozen with them.</summary>
    /// <param name="agreement">The agreement, found right by <see cref="AgreementRules"/>.</param>
    /// <param name="by">Who says so.</param>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    internal Task<Change<Agreement>> PutAsync(Agreement agreement, string by, CancellationToken cancellationToken) => _documents.PutAsync(
        DocumentContainer.Labels,
        RightsPlaces.AgreementsOf(agreement.Licensor),
        agreement.Id,
        _ => agreement,
        by,
        async token =>
        {
            if (await _parties.FindAsync(agreement.Payee, token) is null)
                return $"'payee': there is no party '{agreement.Payee}': register it first.";
            var others = await ListAsync(agreement.Licensor, token);
            return AgreementRules.FindOverlap(agreement, others.Select(other => other.Item)) is { } other
                ? $"It overlaps with agreement '{other.Id}': both would cover a country, product and month of {agreement.Licensor}. End that one first, or change this one's dates, territory or products."
                : null;
        },
        cancellationToken);

    /// <summary>Every agreement, by a scan.</summary>
    internal IAsyncEnumerable<Versioned<Agreement>> ScanAsync(CancellationToken cancellationToken) =>
        _documents.ScanAsync<Agreement>(DocumentContainer.Labels, RightsPlaces.Agreements, cancellationToken);
}
