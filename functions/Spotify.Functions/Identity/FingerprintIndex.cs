using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotify.Core;
using Spotify.Core.Catalog;
using Spotify.Core.Ingestion.Identity;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Identity;

/// <summary>The terms under which a recording is found.</summary>
/// <param name="Recording">The recording's number.</param>
/// <param name="Terms">Its terms.</param>
internal sealed record IndexedRecording(long Recording, IReadOnlyList<FingerprintTerm> Terms);

/// <summary>A recording that shares terms with what is looked for.</summary>
/// <param name="Recording">The recording's number.</param>
/// <param name="Offset">Where what is looked for begins in it, in items.</param>
/// <param name="Votes">How many terms say so.</param>
internal readonly record struct IndexCandidate(long Recording, int Offset, int Votes);

/// <summary>
/// The inverted index from terms to recordings, in the container <c>fingerprints</c>. A bucket is one partition: what was added lately lies in documents of its own, is
/// gathered into one, and from there settles in chunks that are each a range of terms. Every step of that is one atomic batch that names the versions it has read, so
/// that nothing is lost or counted twice however many instances work at once; a step that loses simply leaves the work to the winner. Queries read in the direction in
/// which postings move, and so miss none.
/// </summary>
internal sealed partial class FingerprintIndex(IDocumentStore documents, IOptions<IdentityOptions> options, TimeProvider time, ILogger<FingerprintIndex> logger)
{
    /// <summary>The most postings of a term; a term with more tells nothing and is stopped.</summary>
    public const int MostPostings = 4096;

    /// <summary>Terms that one query looks for at the most: each is two reads.</summary>
    public const int MostTerms = 48;

    private const int MostCandidates = 10;
    private const int GatherAt = 4096;
    private const int ChunkPostings = 6000;
    private const int ChunksAtOnce = 8;
    private const int AdditionsAtOnce = 90;
    private const int MostGathered = 40_000;
    private const int BucketsAtOnce = 1000;
    private const int ReadsAtOnce = 16;

    // One addition in so many makes its bucket gather: additions waiting stay few without anybody counting them.
    private const uint GatherEvery = 16;

    private const string Gathered = "b";
    private const string AdditionPrefix = "a-";
    private const string ChunkPrefix = "c-";

    private static readonly IdRange NotSettled = new("a", "c");

    private readonly int _bits = options.Value.BucketBits;
    private volatile bool _isChecked;

    /// <summary>Adds recordings. Safe to repeat.</summary>
    /// <exception cref="TransientException">The documents are in trouble.</exception>
    public Task AddAsync(IReadOnlyList<IndexedRecording> recordings, CancellationToken cancellationToken) => AppendAsync(recordings, isRemoved: false, cancellationToken);

    /// <summary>Takes a recording back. Safe to repeat.</summary>
    /// <exception cref="TransientException">The documents are in trouble.</exception>
    public Task RemoveAsync(IndexedRecording recording, CancellationToken cancellationToken) => AppendAsync([recording], isRemoved: true, cancellationToken);

    /// <summary>Recordings that share terms at one shift, those with the most first. Bounded: two range reads for each of <see cref="MostTerms"/> terms.</summary>
    /// <exception cref="TransientException">The documents are in trouble.</exception>
    public async Task<IReadOnlyList<IndexCandidate>> FindAsync(IReadOnlyList<FingerprintTerm> terms, CancellationToken cancellationToken)
    {
        await CheckLayoutAsync(cancellationToken);
        var distinct = terms.Select(term => term.Term).Distinct().Take(MostTerms).ToList();
        var found = new List<Posting>[distinct.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, found.Length, parallel, async (i, token) => found[i] = await FindAsync(distinct[i], token));
        var postings = new Dictionary<int, List<Posting>>();
        for (var i = 0; i < found.Length; i++)
            postings[distinct[i]] = found[i];
        return Count(terms, postings);
    }

    /// <summary>Gathers what was added lately to a bucket, and lets it settle where it has become much.</summary>
    /// <returns>Whether it was done; false where another instance was faster.</returns>
    public async Task<bool> GatherAsync(PartitionKeyValue bucket, CancellationToken cancellationToken)
    {
        var gathered = await documents.ReadAsync<PostingsDocument>(DocumentContainer.Fingerprints, bucket, Gathered, cancellationToken);
        var additions = await documents.RangeAsync<PostingsDocument>(
            DocumentContainer.Fingerprints, bucket, IdRange.Prefix(AdditionPrefix), AdditionsAtOnce, cancellationToken: cancellationToken);
        var postings = gathered is null ? [] : PostingList.Decode(gathered.Value.Postings);
        var operations = new List<DocumentOperation>();
        foreach (var (id, addition) in additions.Documents.OrderBy(one => one.Document.Value.At))
        {
            postings = PostingList.Merge(PostingList.Decode(addition.Value.Postings), postings);
            operations.Add(DocumentOperation.Delete(id, addition.ETag));
            if (postings.Count > MostGathered)
                break;
        }

        if (operations.Count == 0 && postings.Count <= GatherAt)
            return true;
        operations.Insert(0, Write(Gathered, postings, gathered?.ETag));
        var result = await documents.WriteBatchAsync(DocumentContainer.Fingerprints, bucket, operations, cancellationToken);
        return result.IsWritten && (postings.Count <= GatherAt || await SettleAsync(bucket, postings, result.ETags[0]!, cancellationToken));
    }

    /// <summary>The partition of a term.</summary>
    public PartitionKeyValue BucketOf(int term) => BucketAt(term >> (FingerprintTerm.Bits - _bits));

    private static PartitionKeyValue BucketAt(int number) => new(string.Create(CultureInfo.InvariantCulture, $"b-{number:x4}"));

    private static string ChunkId(int term) => string.Create(CultureInfo.InvariantCulture, $"{ChunkPrefix}{term:x7}");

    private static int FirstTerm(string chunkId) => int.Parse(chunkId.AsSpan(ChunkPrefix.Length), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static DocumentOperation Write(string id, IReadOnlyList<Posting> postings, string? etag)
    {
        var body = new PostingsDocument { Postings = PostingList.Encode([.. postings]) };
        return etag is null ? DocumentOperation.Create(id, body) : DocumentOperation.Replace(id, body, etag);
    }

    private async Task AppendAsync(IReadOnlyList<IndexedRecording> recordings, bool isRemoved, CancellationToken cancellationToken)
    {
        await CheckLayoutAsync(cancellationToken);
        // The name depends on what is added alone: a repeat writes over, and taking back one recording replaces its addition.
        var name = SpotifyId.Derive("postings", [.. recordings.Select(one => one.Recording.ToString(CultureInfo.InvariantCulture))]);
        var at = time.GetUtcNow();
        var buckets = recordings
            .SelectMany(one => one.Terms.Select(term => new Posting(term.Term, one.Recording, term.Position, isRemoved)))
            .GroupBy(posting => posting.Term >> (FingerprintTerm.Bits - _bits))
            .ToList();
        foreach (var some in buckets.Chunk(BucketsAtOnce))
        {
            var batches = some.Select(bucket => new PartitionBatch(DocumentContainer.Fingerprints, BucketAt(bucket.Key), [Addition(bucket)])).ToList();
            var results = await documents.WriteManyAsync(batches, cancellationToken);
            if (results.FirstOrDefault(result => !result.IsWritten) is { } failed)
                throw new TransientException($"Postings were not written: {failed.Outcome}");
        }

        foreach (var bucket in buckets.Where(bucket => IsDue(name, bucket.Key)))
        {
            if (!await GatherAsync(BucketAt(bucket.Key), cancellationToken))
                LogOvertaken(bucket.Key);
        }

        DocumentOperation Addition(IEnumerable<Posting> postings) =>
            DocumentOperation.Upsert(AdditionPrefix + name, new PostingsDocument { At = at, Postings = PostingList.Encode([.. postings.Order()]) });
    }

    private static bool IsDue(string name, int bucket)
    {
        var hash = 2166136261u;
        foreach (var letter in name)
            hash = (hash ^ letter) * 16777619;
        hash = (hash ^ (uint)bucket) * 0x9E3779B1;
        return (hash >> 16) % GatherEvery == 0;
    }

    // From one end of the terms to the other, some chunks at a time: what has settled leaves the gathered postings in the same batch.
    private async Task<bool> SettleAsync(PartitionKeyValue bucket, IReadOnlyList<Posting> gathered, string etag, CancellationToken cancellationToken)
    {
        var from = ChunkPrefix;
        while (gathered.Count > 0)
        {
            var page = await documents.RangeAsync<PostingsDocument>(
                DocumentContainer.Fingerprints, bucket, new IdRange(from, "d"), ChunksAtOnce + 1, cancellationToken: cancellationToken);
            var (operations, left) = Settle(page.Documents, gathered);
            if (operations.Count > 0)
            {
                var result = await documents.WriteBatchAsync(
                    DocumentContainer.Fingerprints, bucket, [.. operations, Write(Gathered, left, etag)], cancellationToken);
                if (!result.IsWritten)
                    return false;
                etag = result.ETags[^1]!;
            }

            gathered = left;
            if (page.Documents.Count > ChunksAtOnce)
                from = page.Documents[ChunksAtOnce].Id;
        }

        return true;
    }

    private static (List<DocumentOperation> Operations, IReadOnlyList<Posting> Left) Settle(
        IReadOnlyList<(string Id, StoredDocument<PostingsDocument> Document)> chunks, IReadOnlyList<Posting> gathered)
    {
        var operations = new List<DocumentOperation>();
        var taken = 0;
        for (var i = 0; i < Math.Clamp(chunks.Count, 1, ChunksAtOnce); i++)
        {
            var end = i + 1 < chunks.Count ? FirstTerm(chunks[i + 1].Id) : int.MaxValue;
            var start = taken;
            while (taken < gathered.Count && gathered[taken].Term < end)
                taken++;
            if (taken == start)
                continue;
            var (id, chunk) = chunks.Count == 0 ? (ChunkId(0), null) : chunks[i];
            var settled = PostingList.Settle([.. gathered.Skip(start).Take(taken - start)], chunk is null ? [] : PostingList.Decode(chunk.Value.Postings), MostPostings);
            var pieces = PostingList.Cut(settled, ChunkPostings);
            operations.Add(Write(id, pieces[0], chunk?.ETag));
            operations.AddRange(pieces.Skip(1).Select(piece => Write(ChunkId(piece[0].Term), piece, null)));
        }

        return (operations, [.. gathered.Skip(taken)]);
    }

    private async Task<List<Posting>> FindAsync(int term, CancellationToken cancellationToken)
    {
        var bucket = BucketOf(term);
        var waiting = new List<(DateTimeOffset? At, List<Posting> Postings)>();
        string? continuation = null;
        do
        {
            var page = await documents.RangeAsync<PostingsDocument>(DocumentContainer.Fingerprints, bucket, NotSettled, 100, continuation, cancellationToken);
            waiting.AddRange(page.Documents.Select(one => (one.Document.Value.At, Of(term, one.Document.Value))));
            continuation = page.Continuation;
        }
        while (continuation is not null);
        // Read after those: what settles in between is seen twice, never not at all.
        var chunk = await documents.RangeAsync<PostingsDocument>(
            DocumentContainer.Fingerprints, bucket, new IdRange(ChunkPrefix, ChunkId(term + 1), Descending: true), 1, cancellationToken: cancellationToken);
        var settled = chunk.Documents.Count == 0 ? [] : Of(term, chunk.Documents[0].Document.Value);
        var known = new Dictionary<(long, int), Posting>();
        foreach (var posting in settled.Concat(waiting.OrderBy(one => one.At).SelectMany(one => one.Postings)))
            known[(posting.Recording, posting.Position)] = posting;
        return known.Values.Any(posting => posting.IsStop) ? [] : [.. known.Values.Where(posting => !posting.IsRemoved)];
    }

    private static List<Posting> Of(int term, PostingsDocument document)
    {
        var found = new List<Posting>();
        PostingList.Find(document.Postings, term, found);
        return found;
    }

    private static List<IndexCandidate> Count(IReadOnlyList<FingerprintTerm> terms, Dictionary<int, List<Posting>> postings)
    {
        var votes = new Dictionary<(long Recording, int Offset), int>();
        foreach (var term in terms)
        {
            foreach (var posting in postings.GetValueOrDefault(term.Term) ?? [])
            {
                var key = (posting.Recording, posting.Position - term.Position);
                votes[key] = votes.GetValueOrDefault(key) + 1;
            }
        }

        // A shift of half an item makes some terms vote for the one offset and some for the next.
        var best = new Dictionary<long, IndexCandidate>();
        foreach (var ((recording, offset), count) in votes)
        {
            var together = count + votes.GetValueOrDefault((recording, offset - 1)) + votes.GetValueOrDefault((recording, offset + 1));
            if (together > best.GetValueOrDefault(recording).Votes)
                best[recording] = new IndexCandidate(recording, offset, together);
        }

        return [.. best.Values.OrderByDescending(candidate => candidate.Votes).ThenBy(candidate => candidate.Recording).Take(MostCandidates)];
    }

    private async ValueTask CheckLayoutAsync(CancellationToken cancellationToken)
    {
        const string Layout = "layout";
        if (_isChecked)
            return;
        await documents.WriteAsync(
            DocumentContainer.Fingerprints, Layout, DocumentOperation.Create(Layout, new LayoutDocument { BucketBits = _bits }), cancellationToken);
        if (await documents.ReadAsync<LayoutDocument>(DocumentContainer.Fingerprints, Layout, Layout, cancellationToken) is { } known && known.Value.BucketBits != _bits)
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture, $"The index of fingerprints was made with Identity__BucketBits {known.Value.BucketBits}, not {_bits}: set that, or make it anew."));
        }

        _isChecked = true;
    }

    [LoggerMessage(EventId = 3100, Level = LogLevel.Debug, Message = "Bucket {Bucket} of the fingerprints is gathered by another instance")]
    private partial void LogOvertaken(int bucket);
}
