using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Spotify.Core;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Royalties.Rights;

/// <summary>
/// Documents that keep every version of themselves: the one that holds under <c>now:{id}</c>, and each under <c>was:{id}:{version}</c>, create-only, written in one batch. Beside
/// them a guard for the whole partition, which every change replaces: what was checked against all others in the partition still holds when it is written.
/// </summary>
internal sealed partial class VersionedDocuments(IDocumentStore documents, TimeProvider time, ILogger<VersionedDocuments> logger)
{
    private const string Current = "now:";
    private const string GuardId = "guard";
    private const int Attempts = 20;
    private const int Page = 200;

    /// <summary>The version that holds; null for none, also of what can be no id.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<Versioned<T>?> FindAsync<T>(DocumentContainer container, PartitionKeyValue partition, string id, CancellationToken cancellationToken) =>
        IsPlace(partition, id) ? (await documents.ReadAsync<VersionDocument<T>>(container, partition, Current + id, cancellationToken))?.Value.ToVersion() : null;

    /// <summary>Everything that holds in a partition, in order of id.</summary>
    /// <param name="container">The container.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <param name="prefix">What ids begin with; all by default.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public IAsyncEnumerable<Versioned<T>> ListAsync<T>(DocumentContainer container, PartitionKeyValue partition, CancellationToken cancellationToken, string prefix = "") =>
        IsPlace(partition, prefix) ? ReadAsync<T>(container, partition, IdRange.Prefix(Current + prefix), cancellationToken) : AsyncEnumerable.Empty<Versioned<T>>();

    /// <summary>A page of what holds in a partition, in order of id.</summary>
    /// <exception cref="ArgumentException">The continuation is none of ours.</exception>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<RightsPage<T>> PageAsync<T>(DocumentContainer container, PartitionKeyValue partition, int limit, string? after, CancellationToken cancellationToken)
    {
        var page = await documents.RangeAsync<VersionDocument<T>>(container, partition, IdRange.Prefix(Current), limit, after, cancellationToken);
        return new RightsPage<T>([.. page.Documents.Select(one => one.Document.Value.ToVersion())], page.Continuation);
    }

    /// <summary>What holds in a partition after an id, in order of id.</summary>
    /// <param name="container">The container.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="after">The id before the first; empty for the first of all.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<IReadOnlyList<Versioned<T>>> AfterAsync<T>(DocumentContainer container, PartitionKeyValue partition, int limit, string after, CancellationToken cancellationToken)
    {
        var ids = IdRange.Prefix(Current) with { From = Current + after + DocumentRules.BelowEveryId };
        var page = await documents.RangeAsync<VersionDocument<T>>(container, partition, ids, limit, null, cancellationToken);
        return [.. page.Documents.Select(one => one.Document.Value.ToVersion())];
    }

    /// <summary>Every version of one, or of all whose ids begin with it and a colon, the newest of each first.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<IReadOnlyList<Versioned<T>>> HistoryAsync<T>(DocumentContainer container, PartitionKeyValue partition, string id, CancellationToken cancellationToken) =>
        await ReadAsync<T>(container, partition, IdRange.Prefix($"was:{id}:", descending: true), cancellationToken).ToListAsync(cancellationToken);

    /// <summary>Everything that holds in all partitions of a kind, by a scan; for batch jobs alone.</summary>
    /// <param name="container">The container.</param>
    /// <param name="secondKey">The second value of the partitions' key.</param>
    /// <param name="cancellationToken">Stops the scan.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async IAsyncEnumerable<Versioned<T>> ScanAsync<T>(DocumentContainer container, string secondKey, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var range in await documents.GetScanRangesAsync(container, 1, cancellationToken))
        {
            var found = documents.ScanAsync<VersionDocument<T>>(container, range, new ScanFilter(secondKey, IdRange.Prefix(Current)), cancellationToken);
            await foreach (var document in found)
                yield return document.Value.ToVersion();
        }
    }

    /// <summary>Sets what holds, unless it is refused. Setting what holds already changes nothing.</summary>
    /// <param name="container">The container.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="id">Its id.</param>
    /// <param name="item">What shall hold; by default as it is, or made from the version that it will have.</param>
    /// <param name="by">Who says so.</param>
    /// <param name="refuse">Looks at what there is in the partition and says why it may not be; null for whatever there is.</param>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    /// <exception cref="TransientException">The store is in trouble, or others kept changing the partition.</exception>
    public async Task<Change<T>> PutAsync<T>(
        DocumentContainer container,
        PartitionKeyValue partition,
        string id,
        Func<int, T> item,
        string by,
        Func<CancellationToken, Task<string?>>? refuse,
        CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var guard = await documents.ReadAsync<GuardDocument>(container, partition, GuardId, cancellationToken);
            var there = await documents.ReadAsync<VersionDocument<T>>(container, partition, Current + id, cancellationToken);
            if (refuse is not null && await refuse(cancellationToken) is { } refusal)
                return new Change<T>(null, refusal);
            var version = (there?.Value.Version ?? 0) + 1;
            if (there is not null && Same(item(there.Value.Version), there.Value.Item))
                return new Change<T>(there.Value.ToVersion(), null);
            var document = new VersionDocument<T> { Item = item(version), Version = version, ChangedAt = time.GetUtcNow(), ChangedBy = by };
            var count = new GuardDocument { Changes = (guard?.Value.Changes ?? 0) + 1 };
            var written = await documents.WriteBatchAsync(
                container,
                partition,
                [
                    guard is null ? DocumentOperation.Create(GuardId, count) : DocumentOperation.Replace(GuardId, count, guard.ETag),
                    there is null ? DocumentOperation.Create(Current + id, document) : DocumentOperation.Replace(Current + id, document, there.ETag),
                    DocumentOperation.Create(string.Create(CultureInfo.InvariantCulture, $"was:{id}:{version:D8}"), document),
                ],
                cancellationToken);
            if (written.IsWritten)
            {
                LogChanged(id, partition, version, by);
                return new Change<T>(document.ToVersion(), null);
            }

            if (written.Outcome == WriteOutcome.TooLarge)
                return new Change<T>(null, "It is too large to be kept: at most 2 MB of JSON.");
        }

        throw new TransientException($"Others kept changing {partition}");
    }

    // Ids and partitions come from addresses.
    private static bool IsPlace(PartitionKeyValue partition, string id) => DocumentRules.IsValidPartitionKey(partition.First) && DocumentRules.IsValidId(Current + id);

    [LoggerMessage(EventId = 6221, Level = LogLevel.Information, Message = "'{Id}' of {Partition} is at version {Version}, by {By}")]
    private partial void LogChanged(string id, PartitionKeyValue partition, int version, string by);

    private static bool Same<T>(T x, T y) =>
        System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(x, DocumentJson.Options).AsSpan().SequenceEqual(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(y, DocumentJson.Options));

    private async IAsyncEnumerable<Versioned<T>> ReadAsync<T>(
        DocumentContainer container, PartitionKeyValue partition, IdRange ids, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? continuation = null;
        do
        {
            var page = await documents.RangeAsync<VersionDocument<T>>(container, partition, ids, Page, continuation, cancellationToken);
            foreach (var (_, document) in page.Documents)
                yield return document.Value.ToVersion();
            continuation = page.Continuation;
        }
        while (continuation is not null);
    }
}

/// <summary>How a change ended.</summary>
/// <param name="Version">What holds now; null where it was refused.</param>
/// <param name="Refusal">Why it was refused; null where it was not.</param>
internal sealed record Change<T>(Versioned<T>? Version, string? Refusal);

/// <summary>One version of something: container and partition as its desk says, ids as <see cref="VersionedDocuments"/> says.</summary>
internal sealed record VersionDocument<T>
{
    public string Type { get; init; } = "royalty_right";

    public int V { get; init; } = 1;

    public required T Item { get; init; }

    public required int Version { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    public required string ChangedBy { get; init; }

    public Versioned<T> ToVersion() => new(Item, Version, ChangedAt, ChangedBy);
}

/// <summary>Counts the changes of a partition, so that two of them never go past each other.</summary>
internal sealed record GuardDocument
{
    public string Type { get; init; } = "royalty_guard";

    public int V { get; init; } = 1;

    public required long Changes { get; init; }
}
