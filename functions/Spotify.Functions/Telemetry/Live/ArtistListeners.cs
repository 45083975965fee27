using Microsoft.Extensions.Logging;
using Spotify.Core;
using Spotify.Core.Telemetry.Live;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Telemetry.Live;

/// <summary>
/// The listeners of artists, a sketch for each artist and day. Read, merged and written at its version; where merging changes nothing, nothing is written, so that a
/// well-known artist costs little. One writer at a time; readers as they like.
/// </summary>
internal sealed partial class ArtistListeners(IDocumentStore documents, ILogger<ArtistListeners> logger)
{
    /// <summary>Over how many days, today included, an artist's monthly listeners are counted.</summary>
    public const int Days = 28;

    private const int MaxRounds = 50;
    private const int Together = 500;

    // Each at most 4 KB: 20 MB when all of them are sketches.
    private const int Remembered = 5_000;

    private readonly Dictionary<(string Artist, DateOnly Day), (DistinctCount Count, string ETag)> _known = [];

    /// <summary>Adds listeners. When it returns all are stored; a repeat changes nothing.</summary>
    /// <exception cref="TransientException">The store is in trouble, or others kept writing first; repeat it.</exception>
    public async Task AddAsync(IReadOnlyDictionary<(string Artist, DateOnly Day), DistinctCount> additions, CancellationToken cancellationToken)
    {
        foreach (var part in additions.GroupBy(one => one.Key.Artist).Chunk(Together))
        {
            var open = part.SelectMany(one => one).ToList();
            for (var round = 0; open.Count > 0; round++)
            {
                if (round == MaxRounds)
                    throw new TransientException("Others kept writing the listeners of the same artists first.");
                if (_known.Count > Remembered)
                    _known.Clear();
                open = await MergeAsync(open, cancellationToken);
            }
        }
    }

    /// <summary>The distinct listeners of an artist in the last 28 days.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<long> CountAsync(string artist, DateOnly today, CancellationToken cancellationToken)
    {
        var all = new DistinctCount();
        var range = new IdRange(ArtistDayDocument.IdOf(today.AddDays(1 - Days)), ArtistDayDocument.IdOf(today.AddDays(1)));
        foreach (var (id, document) in (await documents.RangeAsync<ArtistDayDocument>(
            DocumentContainer.Aggregates, ArtistDayDocument.ScopeOf(artist), range, Days, null, cancellationToken)).Documents)
        {
            if (DistinctCountCodec.TryRead(document.Value.Data) is { } day)
                all.Merge(day);
            else
                LogUnreadable(artist, id);
        }

        return all.Count;
    }

    /// <summary>One try.</summary>
    /// <returns>Those that somebody else wrote meanwhile.</returns>
    private async Task<List<KeyValuePair<(string Artist, DateOnly Day), DistinctCount>>> MergeAsync(
        List<KeyValuePair<(string Artist, DateOnly Day), DistinctCount>> additions, CancellationToken cancellationToken)
    {
        var unreadable = await LoadAsync([.. additions.Select(one => one.Key).Where(key => !_known.ContainsKey(key))], cancellationToken);
        var writes = new List<(KeyValuePair<(string Artist, DateOnly Day), DistinctCount> Addition, DistinctCount Merged, DocumentOperation Operation)>();
        foreach (var one in additions)
        {
            if (unreadable.Contains(one.Key))
                continue;
            var known = _known.TryGetValue(one.Key, out var stored);
            var merged = known ? stored.Count.Copy() : new DistinctCount();
            if (!merged.Merge(one.Value))
                continue;
            var body = new ArtistDayDocument { Data = DistinctCountCodec.ToBytes(merged) };
            var id = ArtistDayDocument.IdOf(one.Key.Day);
            writes.Add((one, merged, known
                ? DocumentOperation.Replace(id, body, stored.ETag, ArtistDayDocument.TimeToLive)
                : DocumentOperation.Create(id, body, ArtistDayDocument.TimeToLive)));
        }

        if (writes.Count == 0)
            return [];
        var artists = writes.GroupBy(one => one.Addition.Key.Artist).Select(group => group.ToList()).ToList();
        // Whatever comes of it, what is known may not be so any more.
        writes.ForEach(one => _known.Remove(one.Addition.Key));
        var results = await documents.WriteManyAsync(
            [.. artists.Select(group => new PartitionBatch(DocumentContainer.Aggregates, ArtistDayDocument.ScopeOf(group[0].Addition.Key.Artist), group.ConvertAll(one => one.Operation)))],
            cancellationToken);
        var refused = new List<KeyValuePair<(string Artist, DateOnly Day), DistinctCount>>();
        for (var i = 0; i < artists.Count; i++)
        {
            for (var j = 0; j < artists[i].Count; j++)
            {
                if (results[i].IsWritten)
                    _known[artists[i][j].Addition.Key] = (artists[i][j].Merged, results[i].ETags[j]!);
                else
                    refused.Add(artists[i][j].Addition);
            }
        }

        return refused;
    }

    /// <summary>Reads what is stored.</summary>
    /// <returns>Those that are stored in a form that cannot be read: nothing is added to them.</returns>
    private async Task<HashSet<(string Artist, DateOnly Day)>> LoadAsync((string Artist, DateOnly Day)[] keys, CancellationToken cancellationToken)
    {
        var unreadable = new HashSet<(string, DateOnly)>();
        foreach (var page in keys.Chunk(DocumentRules.MaxReads))
        {
            var stored = await documents.ReadManyAsync<ArtistDayDocument>(
                DocumentContainer.Aggregates,
                Array.ConvertAll(page, key => new DocumentKey(ArtistDayDocument.ScopeOf(key.Artist), ArtistDayDocument.IdOf(key.Day))),
                (i, _) => unreadable.Add(page[i]),
                cancellationToken);
            for (var i = 0; i < page.Length; i++)
            {
                if (stored[i] is not { } document)
                    continue;
                if (DistinctCountCodec.TryRead(document.Value.Data) is { } count)
                    _known[page[i]] = (count, document.ETag);
                else
                    unreadable.Add(page[i]);
            }
        }

        foreach (var (artist, day) in unreadable)
            LogUnreadable(artist, ArtistDayDocument.IdOf(day));
        return unreadable;
    }

    [LoggerMessage(EventId = 5502, Level = LogLevel.Error, Message = "The listeners of artist {Artist}, {Id}, are stored in a form that cannot be read; that day counts nobody.")]
    private partial void LogUnreadable(string artist, string id);
}
