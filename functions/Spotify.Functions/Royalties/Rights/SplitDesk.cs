using Spotify.Core.Royalties;
using Spotify.Core.Royalties.Agreements;
using Spotify.Core.Royalties.Splits;
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
        await _documents.ListAsync<SplitSheet>(DocumentContainer.Labels, RightsPlaces.SplitsOf(label), cancellationToken, track + ":").ToListAsync(cancellationToken);

    /// <summary>A page of all sheets of a label, in order of track.</summary>
    /// <exception cref="ArgumentException">The continuation is none of ours.</exception>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public Task<RightsPage<SplitSheet>> PageAsync(string label, int limit, string? after, CancellationToken cancellationToken) =>
        _documents.PageAsync<SplitSheet>(DocumentContainer.Labels, RightsPlaces.SplitsOf(label), limit, after, cancellationToken);

    /// <summary>Everything that a label has said of a track's splits, and what parties say of it.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<TrackSplits> FindAsync(string label, string track, CancellationToken cancellationToken) => new(
        await ListAsync(label, track, cancellationToken),
        await _documents.HistoryAsync<SplitSheet>(DocumentContainer.Labels, RightsPlaces.SplitsOf(label), track, cancellationToken),
        await ListAnswersAsync(label, track, cancellationToken));

    /// <summary>Whether a track is of a label: others' are not shown to it.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<bool> IsOfAsync(string label, string track, CancellationToken cancellationToken) => await LabelOfAsync(track, cancellationToken) == label;

    /// <summary>What parties say of their shares of a label's track.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<IReadOnlyList<Versioned<SplitAnswer>>> ListAnswersAsync(string label, string track, CancellationToken cancellationToken) =>
        await _documents.ListAsync<SplitAnswer>(DocumentContainer.Labels, RightsPlaces.AnswersOf(label), cancellationToken, track + ":").ToListAsync(cancellationToken);

    /// <summary>A party's shares of a side of a track, and nobody else's.</summary>
    /// <param name="artist">The artist whom the party stands for.</param>
    /// <param name="track">The track.</param>
    /// <param name="side">Which right.</param>
    /// <param name="party">The party.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <returns>Null where no sheet names the party, or it is not the artist's.</returns>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<PartyShares?> FindSharesAsync(string artist, string track, RoyaltySide side, string party, CancellationToken cancellationToken)
    {
        if (await _parties.FindAsync(party, cancellationToken) is not { } known || known.Artist != artist || await LabelOfAsync(track, cancellationToken) is not { } label)
            return null;
        var shares = (await ListAsync(label, track, cancellationToken))
            .Where(sheet => sheet.Item.Side == side)
            .Select(sheet => new PartyShare(sheet.Item.Territory, sheet.Item.From, sheet.Item.Until, sheet.Version, SplitDisputes.ShareOf(sheet.Item, party)))
            .Where(share => share.SharePpb > 0)
            .ToList();
        return shares.Count == 0
            ? null
            : new PartyShares(track, side, party, shares, await _documents.FindAsync<SplitAnswer>(DocumentContainer.Labels, RightsPlaces.AnswersOf(label), AnswerId(track, side, party), cancellationToken));
    }

    /// <summary>Takes a party's word on its shares.</summary>
    /// <param name="answer">What it says; a sheet names it.</param>
    /// <param name="by">Who says so.</param>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    internal async Task<Change<SplitAnswer>> AnswerAsync(SplitAnswer answer, string by, CancellationToken cancellationToken) =>
        await LabelOfAsync(answer.Track, cancellationToken) is { } label
            ? await _documents.PutAsync(DocumentContainer.Labels, RightsPlaces.AnswersOf(label), AnswerId(answer.Track, answer.Side, answer.Party), _ => answer, by, null, cancellationToken)
            : new Change<SplitAnswer>(null, "The track is not published any more.");

    /// <summary>Every answer, by a scan.</summary>
    internal IAsyncEnumerable<Versioned<SplitAnswer>> ScanAnswersAsync(CancellationToken cancellationToken) =>
        _documents.ScanAsync<SplitAnswer>(DocumentContainer.Labels, RightsPlaces.Answers, cancellationToken);

    /// <summary>Takes a sheet, or the next version of the one for the same side, territory and first month.</summary>
    /// <param name="label">The label whose track it is.</param>
    /// <param name="sheet">The sheet, found right by <see cref="SplitRules"/>.</param>
    /// <param name="by">Who says so.</param>
    /// <param name="isOperator">Whether he may decide what is disputed.</param>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    internal Task<Change<SplitSheet>> PutAsync(string label, SplitSheet sheet, string by, bool isOperator, CancellationToken cancellationToken) => _documents.PutAsync(
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

            if (isOperator)
                return null;
            var (others, answers) = (await ListAsync(label, sheet.Track, token), await ListAnswersAsync(label, sheet.Track, token));
            return SplitDisputes.FindFault(sheet, others.Select(other => other.Item), answers.Select(answer => answer.Item)) is { } fault ? $"'{fault.Field}' {fault.Detail}." : null;
        },
        cancellationToken);

    /// <summary>Every sheet, by a scan.</summary>
    internal IAsyncEnumerable<Versioned<SplitSheet>> ScanAsync(CancellationToken cancellationToken) =>
        _documents.ScanAsync<SplitSheet>(DocumentContainer.Labels, RightsPlaces.Splits, cancellationToken);

    private async Task<string?> LabelOfAsync(string track, CancellationToken cancellationToken) =>
        Core.Catalog.SpotifyId.IsValid(track) ? (await _catalog.FindTrackAsync(track, cancellationToken))?.Track.LabelId : null;

    private static IEnumerable<string> PartiesOf(IReadOnlyList<SplitLink> links) =>
        links.SelectMany(link => link.Children.Count > 0 ? PartiesOf(link.Children) : link.Party is { } party ? [party] : []);

    private static string AnswerId(string track, RoyaltySide side, string party) => $"{track}:{NameOf(side)}:{party}";

    private static string NameOf(RoyaltySide side) => side == RoyaltySide.Master ? "master" : "publishing";

    // Ids of documents have bounds that a list of countries has not.
    private static string IdOf(SplitSheet sheet) =>
        $"{sheet.Track}:{NameOf(sheet.Side)}:{Core.Catalog.SpotifyId.Derive("territory", [.. Places(sheet.Territory)])}:{sheet.From}";

    private static IEnumerable<string> Places(Territory territory) =>
        territory.Countries.Order(StringComparer.Ordinal).Append("-").Concat(territory.Except.Order(StringComparer.Ordinal));
}

/// <summary>The splits of a track.</summary>
/// <param name="Items">The sheets that hold.</param>
/// <param name="History">Every version of them.</param>
/// <param name="Answers">What parties say of their shares.</param>
public sealed record TrackSplits(IReadOnlyList<Versioned<SplitSheet>> Items, IReadOnlyList<Versioned<SplitSheet>> History, IReadOnlyList<Versioned<SplitAnswer>> Answers);

/// <summary>A party's share by one sheet.</summary>
/// <param name="Territory">Where.</param>
/// <param name="From">The first month, <c>yyyy-MM</c>.</param>
/// <param name="Until">The first month after it; null for none.</param>
/// <param name="Version">The sheet's version.</param>
/// <param name="SharePpb">In parts of 1,000,000,000 of the side.</param>
public sealed record PartyShare(Territory Territory, string From, string? Until, int Version, long SharePpb);

/// <summary>A party's shares of a side of a track.</summary>
/// <param name="Track">The track.</param>
/// <param name="Side">Which right.</param>
/// <param name="Party">The party.</param>
/// <param name="Shares">By sheet.</param>
/// <param name="Answer">What the party says of them; null where it has said nothing.</param>
public sealed record PartyShares(string Track, RoyaltySide Side, string Party, IReadOnlyList<PartyShare> Shares, Versioned<SplitAnswer>? Answer);
