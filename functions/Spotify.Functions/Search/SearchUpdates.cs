using Spotify.Core;
using Spotify.Core.Search;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Search;

namespace Spotify.Functions.Search;

/// <summary>
/// Keeps indexes in step with the catalogue. A change says what to read, never what it is: whatever comes twice, late or in another order ends in the state that the
/// catalogue has now. While an index is being filled beside the live one, changes go into both, and are noted: the filling may read an item before the change and write
/// it after, so what was noted is read once more when that index is live.
/// </summary>
public sealed class SearchUpdates(ISearchIndex index, SearchGenerations generations, SearchSource source, IDocumentStore documents, TimeProvider time)
{
    private const int ItemsAtOnce = 250;
    private const int PageSize = 500;

    // The catalogue says that what another instance publishes is seen within a minute.
    private static readonly TimeSpan SeenEverywhereAfter = TimeSpan.FromSeconds(75);

    private DateTimeOffset? _sweptTo;

    /// <summary>Brings items of all indexes into the state that the catalogue has; safe to repeat.</summary>
    /// <param name="keys">Which.</param>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    /// <exception cref="TransientException">A store, the catalogue or the index is in trouble.</exception>
    public async Task RefreshAsync(IReadOnlyList<SearchKey> keys, CancellationToken cancellationToken)
    {
        foreach (var part in keys.Chunk(ItemsAtOnce))
        {
            var state = await generations.GetAsync(cancellationToken);
            // Without any index there is nothing to keep in step: the first one is filled from the catalogue as it is then.
            if (state.Live is null && state.Building is null)
                return;
            if (state.Building is not null)
                await NoteAsync(part, cancellationToken);
            var items = await source.ReadAsync(part, cancellationToken);
            if (state.Live is { } live)
                await WriteAsync(live, items, cancellationToken);
            if (state.Building is { } building)
                await WriteAsync(building, items, cancellationToken);
            await NoteDueAsync(items, cancellationToken);
        }
    }

    /// <summary>
    /// Has items read once more when nobody can have an older version of them in memory any longer: a change that another instance made may not be seen by this one at once.
    /// </summary>
    /// <param name="keys">Which.</param>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public Task RefreshLaterAsync(IReadOnlyList<SearchKey> keys, CancellationToken cancellationToken)
    {
        var at = time.GetUtcNow() + SeenEverywhereAfter;
        return NoteDueAsync([.. keys.Select(key => new SearchItem(key, null, at))], cancellationToken);
    }

    /// <summary>Puts items into an index that is being filled.</summary>
    /// <param name="building">The index.</param>
    /// <param name="keys">Which items.</param>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    /// <returns>How many the catalogue has.</returns>
    /// <exception cref="TransientException">A store, the catalogue or the index is in trouble.</exception>
    public async Task<int> FillAsync(string building, IReadOnlyList<SearchKey> keys, CancellationToken cancellationToken)
    {
        var items = await source.ReadAsync(keys, cancellationToken);
        await WriteAsync(building, items, cancellationToken);
        await NoteDueAsync(items, cancellationToken);
        return items.Count(item => item.Document is not null);
    }

    /// <summary>Reads again what changed while an index was being filled; safe to repeat.</summary>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    /// <returns>How many items.</returns>
    /// <exception cref="TransientException">A store, the catalogue or the index is in trouble.</exception>
    public Task<int> CatchUpAsync(CancellationToken cancellationToken) => SweepAsync<TouchedItem>(TouchedItem.Kind, default, item => item.Key, cancellationToken);

    /// <summary>Reads again the items whose licence has changed by now; safe to repeat.</summary>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    /// <returns>How many items.</returns>
    /// <exception cref="TransientException">A store, the catalogue or the index is in trouble.</exception>
    public async Task<int> RefreshDueAsync(CancellationToken cancellationToken)
    {
        var (now, count) = (time.GetUtcNow(), 0);
        // Days that nobody came for, since the application was down, the first time; then from where the last sweep ended.
        for (var day = _sweptTo ?? now - DueItem.KeptFor; day.UtcDateTime.Date <= now.UtcDateTime.Date; day = day.AddDays(1))
        {
            var range = day.UtcDateTime.Date < now.UtcDateTime.Date ? default : new IdRange(To: DueItem.AfterAllOf(now));
            count += await SweepAsync<DueItem>(DueItem.PartitionOf(day), range, item => item.Key, cancellationToken);
        }

        _sweptTo = now;
        return count;
    }

    private async Task<int> SweepAsync<T>(string partition, IdRange range, Func<T, SearchKey> keyOf, CancellationToken cancellationToken)
    {
        var count = 0;
        string? continuation = null;
        do
        {
            var page = await documents.RangeAsync<T>(DocumentContainer.System, partition, range, PageSize, continuation, cancellationToken);
            await RefreshAsync([.. page.Documents.Select(one => keyOf(one.Document.Value)).Distinct()], cancellationToken);
            // At the version that was read: what was noted anew meanwhile stays.
            foreach (var (id, document) in page.Documents)
                await documents.WriteAsync(DocumentContainer.System, partition, DocumentOperation.Delete(id, document.ETag), cancellationToken);
            count += page.Documents.Count;
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return count;
    }

    private async Task WriteAsync(string name, IReadOnlyList<SearchItem> items, CancellationToken cancellationToken) => await index.WriteAsync(
        name,
        [.. items.Select(item => item.Document).OfType<SearchDocument>()],
        [.. items.Where(item => item.Document is null).Select(item => item.Key)],
        cancellationToken);

    private Task NoteAsync(IReadOnlyList<SearchKey> keys, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return WriteAsync(
            TouchedItem.Kind,
            keys.Select(key => DocumentOperation.Upsert(TouchedItem.IdOf(key), new TouchedItem { Item = key.Kind, ItemId = key.Id, At = now }, TouchedItem.TimeToLive)),
            cancellationToken);
    }

    private async Task NoteDueAsync(IReadOnlyList<SearchItem> items, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var day in items.Where(item => item.ChangesAt is not null).GroupBy(item => DueItem.PartitionOf(item.ChangesAt!.Value), StringComparer.Ordinal))
        {
            await WriteAsync(
                day.Key,
                day.Select(item => DocumentOperation.Upsert(
                    DueItem.IdOf(item.ChangesAt!.Value, item.Key), new DueItem { Item = item.Key.Kind, ItemId = item.Key.Id }, item.ChangesAt.Value - now + DueItem.KeptFor)),
                cancellationToken);
        }
    }

    private async Task WriteAsync(string partition, IEnumerable<DocumentOperation> operations, CancellationToken cancellationToken)
    {
        foreach (var part in operations.Chunk(DocumentRules.MaxBatchOperations))
            await documents.WriteBatchAsync(DocumentContainer.System, partition, part, cancellationToken);
    }
}
