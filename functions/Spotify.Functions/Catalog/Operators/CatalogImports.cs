using Spotify.Core;
using Spotify.Core.Catalog;
using Spotify.Functions.Platform.Blobs;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Catalog.Operators;

/// <summary>Takes in what operators import, whole or not at all as far as it can be checked, and withdraws it.</summary>
public sealed class CatalogImports
{
    private const int Together = 16;

    private readonly IDocumentStore _store;
    private readonly SpokenWriter _writer;
    private readonly CatalogService _catalog;
    private readonly ICatalogAnnouncer _announcer;
    private readonly IMediaFiles _files;
    private readonly TimeProvider _time;

    internal CatalogImports(IDocumentStore store, SpokenWriter writer, CatalogService catalog, ICatalogAnnouncer announcer, IMediaFiles files, TimeProvider time) =>
        (_store, _writer, _catalog, _announcer, _files, _time) = (store, writer, catalog, announcer, files, time);

    /// <summary>Imports items. Safe to repeat.</summary>
    /// <param name="items">The items.</param>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    /// <returns>How each item ended, or what is wrong; then nothing has changed.</returns>
    /// <exception cref="TransientException">A store or the hub is in trouble.</exception>
    internal async Task<ImportOutcome> ImportAsync(IReadOnlyList<ImportItem> items, CancellationToken cancellationToken)
    {
        var import = CatalogImport.Read(items, _time.GetUtcNow());
        List<string> faults = [.. import.Faults];
        if (faults.Count == 0)
            faults.AddRange(await FindMissingAsync(import, cancellationToken));
        if (faults.Count > 0)
            return new ImportOutcome([], faults);

        var results = new Dictionary<(string Kind, string Id), SpokenOutcome>();
        foreach (var show in import.Shows)
            results[(CatalogKinds.Show, show.Id)] = await _writer.PutAsync(show, cancellationToken);
        foreach (var book in import.Audiobooks)
            results[(CatalogKinds.Audiobook, book.Id)] = await _writer.PutAsync(book, cancellationToken);
        foreach (var episode in import.Episodes)
            results[(CatalogKinds.Episode, episode.Id)] = await _writer.PutAsync(episode, cancellationToken);
        foreach (var chapter in import.Chapters)
            results[(CatalogKinds.Chapter, chapter.Id)] = await _writer.PutAsync(chapter, cancellationToken);
        // Of shows and audiobooks the number of what is in them may have changed.
        await TellAsync(
            [
                .. results.Keys.Select(one => one),
                .. import.Episodes.Select(episode => (CatalogKinds.Show, episode.ShowId)),
                .. import.Chapters.Select(chapter => (CatalogKinds.Audiobook, chapter.AudiobookId)),
            ],
            cancellationToken);
        return new ImportOutcome([.. items.Select(item => new ImportedView(item.Kind!, item.Id!, results[(item.Kind!, item.Id!)]))], []);
    }

    /// <summary>Withdraws something, with all that it holds. Safe to repeat.</summary>
    /// <returns>False where it is not there.</returns>
    /// <exception cref="TransientException">A store or the hub is in trouble.</exception>
    internal async Task<bool> WithdrawAsync(string kind, string id, CancellationToken cancellationToken)
    {
        switch (kind)
        {
            case CatalogKinds.Episode when await _writer.WithdrawEpisodeAsync(id, cancellationToken):
                await FinishAsync([(kind, id)], [EpisodeDocument.IdOf(id)], cancellationToken);
                return true;
            case CatalogKinds.Chapter when await _writer.WithdrawChapterAsync(id, cancellationToken):
                await FinishAsync([(kind, id)], [ChapterDocument.IdOf(id)], cancellationToken);
                return true;
            case CatalogKinds.Show when await _writer.WithdrawOwnerAsync<ShowDocument>(ShowDocument.IdOf(id), show => show.IsWithdrawn, show => show with { IsWithdrawn = true }, cancellationToken):
                var episodes = await _writer.HeldByAsync<ShowDocument>(ShowDocument.IdOf(id), cancellationToken);
                foreach (var episode in episodes)
                    await _writer.WithdrawEpisodeAsync(episode, cancellationToken);
                await FinishAsync(
                    [(kind, id), .. episodes.Select(episode => (CatalogKinds.Episode, episode))], [.. episodes.Select(EpisodeDocument.IdOf), ShowDocument.IdOf(id)], cancellationToken);
                return true;
            case CatalogKinds.Audiobook when await _writer.WithdrawOwnerAsync<AudiobookDocument>(
                AudiobookDocument.IdOf(id), book => book.IsWithdrawn, book => book with { IsWithdrawn = true }, cancellationToken):
                var chapters = await _writer.HeldByAsync<AudiobookDocument>(AudiobookDocument.IdOf(id), cancellationToken);
                foreach (var chapter in chapters)
                    await _writer.WithdrawChapterAsync(chapter, cancellationToken);
                await FinishAsync(
                    [(kind, id), .. chapters.Select(chapter => (CatalogKinds.Chapter, chapter))], [.. chapters.Select(ChapterDocument.IdOf), AudiobookDocument.IdOf(id)], cancellationToken);
                return true;
            default:
                return false;
        }
    }

    /// <summary>What the items name and is not there.</summary>
    private async Task<IReadOnlyList<string>> FindMissingAsync(CatalogImport import, CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        foreach (var id in import.Episodes.Select(episode => episode.ShowId).Distinct().Except(import.Shows.Select(show => show.Id)))
        {
            if ((await _store.ReadCatalogAsync<ShowDocument>(ShowDocument.IdOf(id), cancellationToken))?.Value is not { IsWithdrawn: false })
                faults.Add($"show {id} is neither here nor in the catalogue");
        }

        foreach (var id in import.Chapters.Select(chapter => chapter.AudiobookId).Distinct().Except(import.Audiobooks.Select(book => book.Id)))
        {
            if ((await _store.ReadCatalogAsync<AudiobookDocument>(AudiobookDocument.IdOf(id), cancellationToken))?.Value is not { IsWithdrawn: false })
                faults.Add($"audiobook {id} is neither here nor in the catalogue");
        }

        var images = import.Shows.Select(show => show.ImageBlob).Concat(import.Audiobooks.Select(book => book.ImageBlob)).Concat(import.Episodes.Select(episode => episode.ImageBlob));
        var audio = import.Episodes.SelectMany(episode => (string?[])[episode.AudioBlob, episode.PreviewBlob])
            .Concat(import.Chapters.SelectMany(chapter => (string?[])[chapter.AudioBlob, chapter.PreviewBlob]));
        var named = images.OfType<string>().Distinct().Select(blob => (BlobContainers.Images, blob)).Concat(audio.OfType<string>().Distinct().Select(blob => (BlobContainers.Audio, blob)));
        foreach (var some in named.Chunk(Together))
        {
            var found = await Task.WhenAll(some.Select(one => _files.ExistsAsync(one.Item1, one.blob, cancellationToken)));
            faults.AddRange(some.Zip(found).Where(one => !one.Second).Select(one => $"there is no blob {one.First.blob} in {one.First.Item1}"));
        }

        return faults;
    }

    private async Task FinishAsync(IReadOnlyList<(string Kind, string Id)> gone, IReadOnlyList<string> documents, CancellationToken cancellationToken)
    {
        await TellAsync(gone, cancellationToken);
        await _writer.RemoveAsync(documents, cancellationToken);
        foreach (var (_, id) in gone)
            _catalog.Spoken.Forget(id);
    }

    private async Task TellAsync(IReadOnlyList<(string Kind, string Id)> changed, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        foreach (var (_, id) in changed)
            _catalog.Spoken.Forget(id);
        await _announcer.AnnounceAsync([.. changed.Distinct().Select(one => new CatalogChange(one.Kind, one.Id, now))], cancellationToken);
    }
}

/// <summary>How an import ended.</summary>
/// <param name="Results">How each item ended; empty where the import was refused.</param>
/// <param name="Faults">Why it was refused.</param>
internal sealed record ImportOutcome(IReadOnlyList<ImportedView> Results, IReadOnlyList<string> Faults);

/// <summary>The body of an import.</summary>
internal sealed record ImportRequest
{
    public required IReadOnlyList<ImportItem> Items { get; init; }
}

/// <summary>How one item ended.</summary>
internal sealed record ImportedView(string Kind, string Id, SpokenOutcome Status);

/// <summary>How all items ended, in their order.</summary>
internal sealed record ImportView(IReadOnlyList<ImportedView> Results);
