using Microsoft.Extensions.Logging;
using Spotify.Core;
using Spotify.Core.Catalog;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Telemetry.Charts;

namespace Spotify.Functions.Catalog.Figures;

/// <summary>
/// The steps of <see cref="ComputePopularity"/>. A track's score is the sum of its plays by their age; an album's and an artist's are the sums of their tracks'. Ranges of the counters give
/// parts by buckets of ids, buckets are merged for the highest scores, and then written: whatever was there and has no score any more goes. Memory holds one range or one bucket.
/// </summary>
public sealed partial class PopularityRun
{
    private const int Ranges = 64;
    private const int Together = 64;
    private const int Announced = 1000;

    private readonly IDocumentStore _store;
    private readonly ICatalog _catalog;
    private readonly IDayCounts _days;
    private readonly StoredPopularity _popularity;
    private readonly ICatalogAnnouncer _announcer;
    private readonly TimeProvider _time;
    private readonly ILogger<PopularityRun> _logger;

    internal PopularityRun(
        IDocumentStore store, ICatalog catalog, IDayCounts days, StoredPopularity popularity, ICatalogAnnouncer announcer, TimeProvider time, ILogger<PopularityRun> logger) =>
        (_store, _catalog, _days, _popularity, _announcer, _time, _logger) = (store, catalog, days, popularity, announcer, time, logger);

    /// <summary>The ranges of the counters.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public Task<IReadOnlyList<string>> PlanAsync(CancellationToken cancellationToken) => _days.GetRangesAsync(Ranges, cancellationToken);

    /// <summary>Reads one range and stores what it gives each bucket.</summary>
    /// <returns>How many tracks had plays.</returns>
    /// <exception cref="TransientException">A store is in trouble.</exception>
    public async Task<int> CountAsync(PopularityRangeInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var sums = await _days.SumAsync(input.Range, input.Day.AddDays(1 - PopularityScore.Days), input.Day, day => PopularityScore.Weight(day, input.Day), cancellationToken);
        var items = new Dictionary<string, PopularityItem>(StringComparer.Ordinal);
        foreach (var some in sums.Where(track => track.Value > 0).Chunk(Together))
        {
            var tracks = await CatalogPresenter.FindAllAsync(Array.ConvertAll(some, track => track.Key), _catalog.FindTrackAsync, cancellationToken);
            for (var i = 0; i < some.Length; i++)
            {
                if (tracks[i] is { } found)
                    AddTo(items, found, some[i].Value);
            }
        }

        foreach (var bucket in items.Values.GroupBy(item => PopularityDocument.BucketOf(item.Id)))
        {
            foreach (var (number, scores) in bucket.Chunk(PopularityPart.MaxScores).Index())
            {
                var write = DocumentOperation.Upsert(PopularityPart.IdOf(input.Part, number), new PopularityPart { Items = scores }, PopularityPart.TimeToLive);
                var result = await _store.WriteAsync(DocumentContainer.Aggregates, PopularityPart.ScopeOf(input.Run, bucket.Key), write, cancellationToken);
                if (!result.IsWritten)
                    throw new InvalidOperationException($"Scores of part {input.Part} were not stored: {result.Outcome}.");
            }
        }

        return sums.Count;
    }

    /// <summary>Merges a bucket's parts.</summary>
    /// <returns>Its highest scores.</returns>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<PopularityTops> MergeAsync(PopularityBucketInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var items = await ReadAsync(input.Run, input.Bucket, cancellationToken);
        double Top(string kind) => items.Values.Where(item => item.Kind == kind).Select(item => item.Score).DefaultIfEmpty().Max();
        return new PopularityTops(Top(CatalogKinds.Track), Top(CatalogKinds.Album), Top(CatalogKinds.Artist));
    }

    /// <summary>Writes a bucket and announces what moved.</summary>
    /// <returns>How many things have another popularity than before.</returns>
    /// <exception cref="TransientException">The store or the hub is in trouble.</exception>
    public async Task<int> WriteAsync(PopularityWriteInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var scope = PopularityDocument.ScopeOf(input.Bucket);
        var items = await ReadAsync(input.Run, input.Bucket, cancellationToken);
        var there = await StoredAsync(scope, cancellationToken);
        var due = items.Keys.Union(there.Keys).ToDictionary(
            id => id, id => DocumentOf(items.GetValueOrDefault(id), there.GetValueOrDefault(id), input), StringComparer.Ordinal);
        var writes = due.Where(one => !one.Value.SameAs(there.GetValueOrDefault(one.Key)))
            .Select(one => one.Value.IsOver(input.Run) ? DocumentOperation.Delete(one.Key) : DocumentOperation.Upsert(one.Key, one.Value));
        foreach (var some in writes.Chunk(DocumentRules.MaxBatchOperations))
        {
            if (!(await _store.WriteBatchAsync(DocumentContainer.Aggregates, scope, some, cancellationToken)).IsWritten)
                throw new TransientException($"Another run writes the popularity of bucket {input.Bucket}");
            foreach (var operation in some)
                _popularity.Forget(operation.Id);
        }

        // Also what an earlier try of this run has written and not told.
        var moved = due.Where(one => one.Value.Moved == input.Run).Select(one => (one.Value.Kind, Id: one.Key)).ToList();
        var now = _time.GetUtcNow();
        foreach (var some in moved.Chunk(Announced))
            await _announcer.AnnounceAsync(Array.ConvertAll(some, one => new CatalogChange(one.Kind, one.Id, now)), cancellationToken);
        if (moved.Count > 0)
            LogMoved(input.Bucket, moved.Count, due.Count);
        return moved.Count;
    }

    private static void AddTo(Dictionary<string, PopularityItem> items, PublishedTrack found, double score)
    {
        var track = found.Track;
        items[track.Id] = new PopularityItem(CatalogKinds.Track, track.Id, score);
        Add(new PopularityItem(CatalogKinds.Album, found.Album.Id, score));
        foreach (var artist in track.Artists.Concat(found.Album.Artists).DistinctBy(artist => artist.Id))
            Add(new PopularityItem(CatalogKinds.Artist, artist.Id, score, [new TrackScore(track.Id, score)]));

        void Add(PopularityItem item) => items[item.Id] = items.TryGetValue(item.Id, out var sum) ? sum.And(item) : item;
    }

    private static PopularityDocument DocumentOf(PopularityItem? item, PopularityDocument? there, PopularityWriteInput input)
    {
        var kind = item?.Kind ?? there!.Kind;
        var top = kind switch { CatalogKinds.Track => input.Tops.Track, CatalogKinds.Album => input.Tops.Album, _ => input.Tops.Artist };
        var value = PopularityScore.Of(item?.Score ?? 0, top);
        return new PopularityDocument
        {
            Kind = kind,
            Value = value,
            Top = item?.Top?.Select(track => track.Id).ToList(),
            Moved = value == (there?.Value ?? 0) ? there?.Moved : input.Run,
        };
    }

    private async Task<Dictionary<string, PopularityItem>> ReadAsync(string run, int bucket, CancellationToken cancellationToken)
    {
        var items = new Dictionary<string, PopularityItem>(StringComparer.Ordinal);
        string? continuation = null;
        do
        {
            var page = await _store.RangeAsync<PopularityPart>(DocumentContainer.Aggregates, PopularityPart.ScopeOf(run, bucket), default, 10, continuation, cancellationToken);
            foreach (var item in page.Documents.SelectMany(one => one.Document.Value.Items))
                items[item.Id] = items.TryGetValue(item.Id, out var sum) ? sum.And(item) : item;
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return items;
    }

    private async Task<Dictionary<string, PopularityDocument>> StoredAsync(string scope, CancellationToken cancellationToken)
    {
        var stored = new Dictionary<string, PopularityDocument>(StringComparer.Ordinal);
        string? continuation = null;
        do
        {
            var page = await _store.RangeAsync<PopularityDocument>(DocumentContainer.Aggregates, scope, default, DocumentRules.MaxReads, continuation, cancellationToken);
            foreach (var (id, document) in page.Documents)
                stored[id] = document.Value;
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return stored;
    }

    [LoggerMessage(EventId = 4020, Level = LogLevel.Debug, Message = "Popularity bucket {Bucket}: {Moved} moved, {Kept} have one")]
    private partial void LogMoved(int bucket, int moved, int kept);
}
