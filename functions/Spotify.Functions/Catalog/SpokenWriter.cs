using System.Globalization;
using System.Text.Json;
using Spotify.Core;
using Spotify.Core.Catalog;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Catalog;

/// <summary>How a write of a show, episode, audiobook or chapter ended.</summary>
internal enum SpokenOutcome
{
    /// <summary>It is new.</summary>
    Created = 0,

    /// <summary>It was there and is another now.</summary>
    Replaced = 1,

    /// <summary>It was there as it is.</summary>
    Unchanged = 2,
}

/// <summary>
/// Writes shows, episodes, audiobooks and chapters, and withdraws them. The thing itself first, then the shelf it stands on; whoever does the same again finishes what was broken off.
/// </summary>
internal sealed class SpokenWriter(IDocumentStore store, ShelfWriter shelves)
{
    private const int Attempts = 20;
    private const int RememberedPlaces = 50;
    private const int KeyDigits = 6;
    private const int PieceDigits = 4;

    public Task<SpokenOutcome> PutAsync(Show show, CancellationToken cancellationToken) => WriteAsync<ShowDocument>(
        ShowDocument.IdOf(show.Id),
        there => there is null ? new ShowDocument { Show = show } : there with { Show = show with { PublishedAt = there.IsWithdrawn ? show.PublishedAt : there.Show.PublishedAt }, IsWithdrawn = false },
        cancellationToken);

    public Task<SpokenOutcome> PutAsync(Audiobook book, CancellationToken cancellationToken) => WriteAsync<AudiobookDocument>(
        AudiobookDocument.IdOf(book.Id),
        there => there is null
            ? new AudiobookDocument { Audiobook = book }
            : there with { Audiobook = book with { PublishedAt = there.IsWithdrawn ? book.PublishedAt : there.Audiobook.PublishedAt }, IsWithdrawn = false },
        cancellationToken);

    public async Task<SpokenOutcome> PutAsync(Episode episode, CancellationToken cancellationToken)
    {
        var outcome = await WriteAsync<EpisodeDocument>(
            EpisodeDocument.IdOf(episode.Id),
            there => new EpisodeDocument
            {
                Episode = episode with { PublishedAt = there?.Episode.PublishedAt ?? episode.PublishedAt },
                Former = FormerOf(there?.Former, there is null ? null : PlaceOf(there.Episode), PlaceOf(episode)),
            },
            cancellationToken);
        await SettleEpisodeAsync(episode.Id, cancellationToken);
        return outcome;
    }

    public async Task<SpokenOutcome> PutAsync(Chapter chapter, CancellationToken cancellationToken)
    {
        var outcome = await WriteAsync<ChapterDocument>(
            ChapterDocument.IdOf(chapter.Id),
            there => new ChapterDocument
            {
                Chapter = chapter with { PublishedAt = there?.Chapter.PublishedAt ?? chapter.PublishedAt },
                Former = FormerOf(there?.Former, there is null ? null : PlaceOf(there.Chapter), PlaceOf(chapter)),
            },
            cancellationToken);
        await SettleChapterAsync(chapter.Id, cancellationToken);
        return outcome;
    }

    /// <summary>Marks an episode as gone and takes it off its shelf. Its document goes with <see cref="RemoveAsync"/>, once everybody was told.</summary>
    /// <returns>False where it is not there.</returns>
    public async Task<bool> WithdrawEpisodeAsync(string id, CancellationToken cancellationToken)
    {
        if (!await MarkAsync<EpisodeDocument>(EpisodeDocument.IdOf(id), there => there.IsWithdrawn, there => there with { IsWithdrawn = true }, cancellationToken))
            return false;
        await SettleEpisodeAsync(id, cancellationToken);
        return true;
    }

    /// <summary>The same for a chapter.</summary>
    /// <returns>False where it is not there.</returns>
    public async Task<bool> WithdrawChapterAsync(string id, CancellationToken cancellationToken)
    {
        if (!await MarkAsync<ChapterDocument>(ChapterDocument.IdOf(id), there => there.IsWithdrawn, there => there with { IsWithdrawn = true }, cancellationToken))
            return false;
        await SettleChapterAsync(id, cancellationToken);
        return true;
    }

    /// <summary>Marks a show or an audiobook as gone, which hides all that it holds.</summary>
    /// <returns>False where it is not there.</returns>
    public Task<bool> WithdrawOwnerAsync<T>(string document, Func<T, bool> isWithdrawn, Func<T, T> withdraw, CancellationToken cancellationToken)
        where T : class => MarkAsync(document, isWithdrawn, withdraw, cancellationToken);

    /// <summary>What is on the shelf of a show or an audiobook, by its pieces.</summary>
    public async Task<IReadOnlyList<string>> HeldByAsync<T>(string document, CancellationToken cancellationToken)
        where T : class, IShelfOwner<T>
    {
        var held = new List<string>();
        foreach (var piece in (await store.ReadCatalogAsync<T>(document, cancellationToken))?.Value.Pieces.Keys ?? [])
            held.AddRange((await store.ReadCatalogAsync<ShelfPiece>(ShelfPiece.IdOf(document, piece), cancellationToken))?.Value.Entries.Select(entry => entry.Id) ?? []);
        return held;
    }

    /// <summary>Removes documents.</summary>
    public Task RemoveAsync(IEnumerable<string> documents, CancellationToken cancellationToken) =>
        store.WriteCatalogAsync(documents.Select(id => DocumentOperation.Delete(id)), cancellationToken);

    /// <summary>Where an episode stands.</summary>
    public static ShelfPlace PlaceOf(Episode episode) => new(ShowDocument.IdOf(episode.ShowId), CatalogLinks.Date(episode.ReleaseDate)[..PieceDigits]);

    /// <summary>Where a chapter stands.</summary>
    public static ShelfPlace PlaceOf(Chapter chapter) => new(AudiobookDocument.IdOf(chapter.AudiobookId), KeyOf(chapter)[..PieceDigits]);

    private static string KeyOf(Chapter chapter) => chapter.Number.ToString("D" + KeyDigits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static IReadOnlyList<ShelfPlace> FormerOf(IReadOnlyList<ShelfPlace>? former, ShelfPlace? last, ShelfPlace now) =>
        [.. (former ?? []).Append(last).OfType<ShelfPlace>().Distinct().Where(place => place != now).TakeLast(RememberedPlaces)];

    private async Task SettleEpisodeAsync(string id, CancellationToken cancellationToken)
    {
        if ((await store.ReadCatalogAsync<EpisodeDocument>(EpisodeDocument.IdOf(id), cancellationToken))?.Value is not { } there)
            return;
        var place = PlaceOf(there.Episode);
        foreach (var former in there.IsWithdrawn ? there.Former.Append(place) : there.Former)
            await shelves.TakeAsync<ShowDocument>(former.List, former.Piece, id, cancellationToken);
        if (!there.IsWithdrawn)
            await shelves.PutAsync<ShowDocument>(place.List, place.Piece, new ShelfEntry { Id = id, Key = CatalogLinks.Date(there.Episode.ReleaseDate) }, null, cancellationToken);
    }

    private async Task SettleChapterAsync(string id, CancellationToken cancellationToken)
    {
        if ((await store.ReadCatalogAsync<ChapterDocument>(ChapterDocument.IdOf(id), cancellationToken))?.Value is not { } there)
            return;
        var place = PlaceOf(there.Chapter);
        foreach (var former in there.IsWithdrawn ? there.Former.Append(place) : there.Former)
            await shelves.TakeAsync<AudiobookDocument>(former.List, former.Piece, id, cancellationToken);
        if (!there.IsWithdrawn)
            await shelves.PutAsync<AudiobookDocument>(place.List, place.Piece, new ShelfEntry { Id = id, Key = KeyOf(there.Chapter) }, null, cancellationToken);
    }

    private async Task<SpokenOutcome> WriteAsync<T>(string id, Func<T?, T> make, CancellationToken cancellationToken)
        where T : class
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var there = await store.ReadCatalogAsync<T>(id, cancellationToken);
            var made = make(there?.Value);
            if (there is not null && Text(there.Value) == Text(made))
                return SpokenOutcome.Unchanged;
            var write = there is null ? DocumentOperation.Create(id, made) : DocumentOperation.Replace(id, made, there.ETag);
            var result = await store.WriteAsync(DocumentContainer.Catalog, id, write, cancellationToken);
            if (result.IsWritten)
                return there is null ? SpokenOutcome.Created : SpokenOutcome.Replaced;
        }

        throw new TransientException($"Others kept changing {id}");
    }

    private async Task<bool> MarkAsync<T>(string id, Func<T, bool> isMarked, Func<T, T> mark, CancellationToken cancellationToken)
        where T : class
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await store.ReadCatalogAsync<T>(id, cancellationToken) is not { } there)
                return false;
            if (isMarked(there.Value) || (await store.WriteAsync(DocumentContainer.Catalog, id, DocumentOperation.Replace(id, mark(there.Value), there.ETag), cancellationToken)).IsWritten)
                return true;
        }

        throw new TransientException($"Others kept changing {id}");
    }

    private static string Text<T>(T document) => JsonSerializer.Serialize(document, DocumentJson.Options);
}
