using Spotify.Core.Royalties;
using Spotify.Core.Royalties.Splits;
using Spotify.Core.Royalties.Agreements;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Royalties.Rights;

/// <summary>Split sheets of labels' tracks. Every version stays: which of them applies in a month and country is <see cref="SplitBook"/>'s to say.</summary>
public sealed class SplitDesk
{
    private readonly VersionedDocuments _documents;
    private readonly PartyDesk _parties;
    private readonly ICatalog _catalog;

    internal SplitDesk(VersionedDocuments documents, PartyDesk parties, ICatalog catalog) => (_documents, _parties, _catalog) = (documents, parties, catalog);

    /// <summary>All sheets of a label's track, in order of side, territory and first month.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<IReadOnlyList<Versioned<SplitSheet>>> ListAsync(string label, string track, CancellationToken cancellationToken) =>
        await _documents.ListAsync<SplitSheet>(DocumentContainer.Labels, RightsPlaces.SplitsOf(label), cancellationToken).Where(sheet => sheet.Item.Track == track).ToListAsync(cancellationToken);

    /// <summary>Whether a track is of a label: others' are not shown to it.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<bool> IsOfAsync(string label, string track, CancellationToken cancellationToken) => (await _catalog.FindTrackAsync(track, cancellationToken))?.Track.LabelId == label;

    /// <summary>Takes a sheet, or the next version of the one for the same side, territory and first month.</summary>
    /// <param name="label">The label whose track it is.</param>
    /// <param name="sheet">The sheet, found right by <see cref="SplitRules"/>.</param>
    /// <param name="by">Who says so.</param>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    internal Task<Change<SplitSheet>> PutAsync(string label, SplitSheet sheet, string by, CancellationToken cancellationToken) => _documents.PutAsync(
        DocumentContainer.Labels,
        RightsPlaces.SplitsOf(label),
        IdOf(sheet),
        version => sheet with { Version = version },
        by,
        async token =>
        {
            foreach (var party in PartiesOf(sheet.Links).Distinct(StringComparer.Ordinal))
            {
                if (await _parties.FindAsync(party, token) is null)
                    return $"There is no party '{party}': have it registered, or name nobody and hold the share as unclaimed.";
            }

            return null;
        },
        cancellationToken);

    /// <summary>Every sheet, by a scan.</summary>
    internal IAsyncEnumerable<Versioned<SplitSheet>> ScanAsync(CancellationToken cancellationToken) =>
        _documents.ScanAsync<SplitSheet>(DocumentContainer.Labels, RightsPlaces.Splits, cancellationToken);

    private static IEnumerable<string> PartiesOf(IReadOnlyList<SplitLink> links) =>
        links.SelectMany(link => link.Children.Count > 0 ? PartiesOf(link.Children) : link.Party is { } party ? [party] : []);

    // Ids of documents have bounds that a list of countries has not.
    private static string IdOf(SplitSheet sheet) =>
        $"{sheet.Track}:{(sheet.Side == RoyaltySide.Master ? "master" : "publishing")}:{Core.Catalog.SpotifyId.Derive("territory", [.. Places(sheet.Territory)])}:{sheet.From}";

    private static IEnumerable<string> Places(Territory territory) =>
        territory.Countries.Order(StringComparer.Ordinal).Append("-").Concat(territory.Except.Order(StringComparer.Ordinal));
}
