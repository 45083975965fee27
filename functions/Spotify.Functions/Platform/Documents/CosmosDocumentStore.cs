using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Azure.Cosmos;
using Spotify.Core;

namespace Spotify.Functions.Platform.Documents;

/// <summary>
/// Documents in Cosmos DB. Bodies travel as they were serialised, through the client's stream calls; a batch of one operation is a plain write; no
/// query leaves its partition. The client repeats what is safe to repeat by itself; a create whose answer was lost may come back as
/// <see cref="WriteOutcome.Conflict"/> with the document written, so callers that must know compare what is there.
/// </summary>
internal sealed class CosmosDocumentStore : IDocumentStore
{
    private const int ParallelBatches = 32;
    // Up to here single reads, one request unit each and in parallel, are cheaper than the query behind the client's ReadMany.
    private const int SingleReads = 8;
    private static readonly JsonDocumentOptions FeedOptions = new() { MaxDepth = 128 };

    private readonly Dictionary<string, CosmosContainer> _containers;

    /// <summary>Creates the store; nothing is sent yet.</summary>
    public CosmosDocumentStore(CosmosClient client, CosmosOptions options, IReadOnlyList<DocumentContainer>? containers = null) =>
        _containers = (containers ?? DocumentContainer.All).ToDictionary(
            container => container.Name,
            container => new CosmosContainer(client.GetContainer(options.Database, container.Name), container, options.HierarchicalKeys),
            StringComparer.Ordinal);

    /// <inheritdoc/>
    public ValueTask<StoredDocument<T>?> ReadAsync<T>(
        DocumentContainer container, PartitionKeyValue partition, string id, CancellationToken cancellationToken = default)
    {
        DocumentRules.CheckKey(container, partition, id);
        return ReadOneAsync<T>(Of(container), partition, id, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<StoredDocument<T>?>> ReadManyAsync<T>(
        DocumentContainer container, IReadOnlyList<DocumentKey> keys, CancellationToken cancellationToken = default)
    {
        DocumentRules.CheckKeys(container, keys);
        var target = Of(container);
        var distinct = keys.Distinct().ToList();
        var found = distinct.Count <= SingleReads
            ? await ReadEachAsync<T>(target, distinct, cancellationToken)
            : await ReadTogetherAsync<T>(target, distinct, cancellationToken);
        return [.. keys.Select(key => found.GetValueOrDefault(key))];
    }

    /// <inheritdoc/>
    public async ValueTask<WriteResult> WriteAsync(
        DocumentContainer container, PartitionKeyValue partition, DocumentOperation operation, CancellationToken cancellationToken = default)
    {
        var result = await WriteAsync(PreparedBatch.Prepare(container, partition, [operation]), cancellationToken);
        return new WriteResult(result.Outcome, result.IsWritten ? result.ETags[0] : null);
    }

    /// <inheritdoc/>
    public ValueTask<BatchResult> WriteBatchAsync(
        DocumentContainer container, PartitionKeyValue partition, IReadOnlyList<DocumentOperation> operations, CancellationToken cancellationToken = default) =>
        WriteAsync(PreparedBatch.Prepare(container, partition, [.. operations]), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<BatchResult>> WriteManyAsync(IReadOnlyList<PartitionBatch> batches, CancellationToken cancellationToken = default)
    {
        DocumentRules.CheckBatches(batches);
        var prepared = batches.Select(batch => PreparedBatch.Prepare(batch.Container, batch.Partition, [.. batch.Operations])).ToList();
        var results = new BatchResult[prepared.Count];
        await Parallel.ForAsync(
            0, results.Length, new ParallelOptions { MaxDegreeOfParallelism = ParallelBatches, CancellationToken = cancellationToken },
            async (i, token) => results[i] = await WriteAsync(prepared[i], token));
        return results;
    }

    /// <inheritdoc/>
    public async ValueTask<DocumentPage<T>> RangeAsync<T>(
        DocumentContainer container, PartitionKeyValue partition, IdRange range, int limit, string? continuation = null, CancellationToken cancellationToken = default)
    {
        DocumentRules.CheckPartition(container, partition);
        DocumentRules.CheckLimit(limit);
        var (from, to) = Continuation.Bounds(range, continuation);
        var target = Of(container);
        var options = new QueryRequestOptions { PartitionKey = target.KeyOf(partition), MaxItemCount = limit + 1 };
        using var feed = target.Client.GetItemQueryStreamIterator(target.RangeQuery(partition, from, to, range.Descending), requestOptions: options);

        // Our own token instead of the service's: the last id holds good whatever is written in between, and on every adapter.
        var documents = new List<(string Id, StoredDocument<T> Document)>(Math.Min(limit, 100));
        while (feed.HasMoreResults)
        {
            using var page = await NextAsync(feed, cancellationToken);
            foreach (var item in page.RootElement.GetProperty("Documents").EnumerateArray())
            {
                if (documents.Count == limit)
                    return new DocumentPage<T>(documents, Continuation.After(documents[^1].Id));
                documents.Add((IdOf(item), Document<T>(item)));
            }
        }

        return new DocumentPage<T>(documents, null);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ScanRange>> GetScanRangesAsync(DocumentContainer container, int atMost, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(atMost, 1);
        var target = Of(container);
        var ranges = await CosmosFailure.GuardAsync(() => target.Client.GetFeedRangesAsync(cancellationToken), cancellationToken);
        return CosmosScanRange.Group(ranges, atMost);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ScannedDocument<T>> ScanAsync<T>(
        DocumentContainer container, ScanRange range, ScanFilter filter = default, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        DocumentRules.CheckFilter(container, filter);
        var target = Of(container);
        var query = target.ScanQuery(filter);
        foreach (var part in CosmosScanRange.Parse(range))
        {
            using var feed = target.Client.GetItemQueryStreamIterator(part, query, continuationToken: null, new QueryRequestOptions { MaxItemCount = -1 });
            while (feed.HasMoreResults)
            {
                using var page = await NextAsync(feed, cancellationToken);
                foreach (var item in page.RootElement.GetProperty("Documents").EnumerateArray())
                {
                    var document = Document<T>(item);
                    yield return new ScannedDocument<T>(target.PartitionOf(item), IdOf(item), document.Value, document.ETag);
                }
            }
        }
    }

    private static async ValueTask<StoredDocument<T>?> ReadOneAsync<T>(
        CosmosContainer target, PartitionKeyValue partition, string id, CancellationToken cancellationToken)
    {
        using var response = await CosmosFailure.GuardAsync(
            () => target.Client.ReadItemStreamAsync(id, target.KeyOf(partition), cancellationToken: cancellationToken), cancellationToken);
        if (CosmosFailure.IsNotFound(response))
            return null;
        CosmosFailure.ThrowUnlessSuccessful(response);
        return new StoredDocument<T>(JsonSerializer.Deserialize<T>(response.Content, DocumentJson.Options)!, response.Headers.ETag);
    }

    private static async Task<Dictionary<DocumentKey, StoredDocument<T>?>> ReadEachAsync<T>(
        CosmosContainer target, List<DocumentKey> keys, CancellationToken cancellationToken)
    {
        var reads = await Task.WhenAll(keys.Select(key => ReadOneAsync<T>(target, key.Partition, key.Id, cancellationToken).AsTask()));
        return keys.Zip(reads).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    private static async Task<Dictionary<DocumentKey, StoredDocument<T>?>> ReadTogetherAsync<T>(
        CosmosContainer target, List<DocumentKey> keys, CancellationToken cancellationToken)
    {
        using var response = await CosmosFailure.GuardAsync(
            () => target.Client.ReadManyItemsStreamAsync([.. keys.Select(key => (key.Id, target.KeyOf(key.Partition)))], cancellationToken: cancellationToken),
            cancellationToken);
        CosmosFailure.ThrowUnlessSuccessful(response);
        using var page = JsonDocument.Parse(response.Content, FeedOptions);
        var found = new Dictionary<DocumentKey, StoredDocument<T>?>(keys.Count);
        foreach (var item in page.RootElement.GetProperty("Documents").EnumerateArray())
            found[new DocumentKey(target.PartitionOf(item), IdOf(item))] = Document<T>(item);
        return found;
    }

    private static async ValueTask<JsonDocument> NextAsync(FeedIterator feed, CancellationToken cancellationToken)
    {
        using var response = await CosmosFailure.GuardAsync(() => feed.ReadNextAsync(cancellationToken), cancellationToken);
        CosmosFailure.ThrowUnlessSuccessful(response);
        return JsonDocument.Parse(response.Content, FeedOptions);
    }

    private static string IdOf(JsonElement item) => item.GetProperty("id").GetString()!;

    private static StoredDocument<T> Document<T>(JsonElement item) =>
        new(item.Deserialize<T>(DocumentJson.Options)!, item.GetProperty("_etag").GetString()!);

    private ValueTask<BatchResult> WriteAsync(PreparedBatch batch, CancellationToken cancellationToken)
    {
        var target = Of(batch.Container);
        if (batch.TooLarge is { } tooLarge)
            return ValueTask.FromResult(tooLarge);
        return batch.Operations.Length == 1
            ? WriteOneAsync(target, batch.Partition, batch.Operations[0], cancellationToken)
            : WriteTogetherAsync(target, batch, cancellationToken);
    }

    private static async ValueTask<BatchResult> WriteOneAsync(
        CosmosContainer target, PartitionKeyValue partition, PreparedOperation operation, CancellationToken cancellationToken)
    {
        var (client, key) = (target.Client, target.KeyOf(partition));
        var options = operation.ETag is null ? null : new ItemRequestOptions { IfMatchEtag = operation.ETag };
        using var body = operation.Body.Json is null ? null : target.Compose(partition, operation);
        using var response = await CosmosFailure.GuardAsync(
            () => operation.Kind switch
            {
                DocumentOperationKind.Create => client.CreateItemStreamAsync(body, key, options, cancellationToken),
                DocumentOperationKind.Upsert => client.UpsertItemStreamAsync(body, key, options, cancellationToken),
                DocumentOperationKind.Replace => client.ReplaceItemStreamAsync(body, operation.Id, key, options, cancellationToken),
                _ => client.DeleteItemStreamAsync(operation.Id, key, options, cancellationToken),
            },
            cancellationToken);
        var outcome = CosmosFailure.OutcomeOf(response);
        return outcome == WriteOutcome.Written
            ? new BatchResult(outcome, -1, [operation.Kind == DocumentOperationKind.Delete ? null : response.Headers.ETag])
            : new BatchResult(outcome, 0, []);
    }

    private static async ValueTask<BatchResult> WriteTogetherAsync(CosmosContainer target, PreparedBatch batch, CancellationToken cancellationToken)
    {
        var transaction = target.Client.CreateTransactionalBatch(target.KeyOf(batch.Partition));
        foreach (var operation in batch.Operations)
        {
            var options = new TransactionalBatchItemRequestOptions { IfMatchEtag = operation.ETag, EnableContentResponseOnWrite = false };
            _ = operation.Kind switch
            {
                DocumentOperationKind.Create => transaction.CreateItemStream(target.Compose(batch.Partition, operation), options),
                DocumentOperationKind.Upsert => transaction.UpsertItemStream(target.Compose(batch.Partition, operation), options),
                DocumentOperationKind.Replace => transaction.ReplaceItemStream(operation.Id, target.Compose(batch.Partition, operation), options),
                _ => transaction.DeleteItem(operation.Id, options),
            };
        }

        using var response = await CosmosFailure.GuardAsync(() => transaction.ExecuteAsync(cancellationToken), cancellationToken);
        if (response.IsSuccessStatusCode)
            return new BatchResult(WriteOutcome.Written, -1, [.. batch.Operations.Select((operation, i) => operation.Body.Json is null ? null : response[i].ETag)]);
        return FailedBatch(response);
    }

    private static BatchResult FailedBatch(TransactionalBatchResponse response)
    {
        for (var i = 0; i < response.Count; i++)
        {
            if (!response[i].IsSuccessStatusCode && response[i].StatusCode != HttpStatusCode.FailedDependency && CosmosFailure.OutcomeOf(response[i].StatusCode) is { } outcome)
                return new BatchResult(outcome, i, []);
        }

        if (response.StatusCode == HttpStatusCode.RequestEntityTooLarge)
            return new BatchResult(WriteOutcome.TooLarge, -1, []);
        if (CosmosFailure.IsTransient(response.StatusCode, 0))
            throw new TransientException($"Cosmos DB answered {(int)response.StatusCode} to a batch: {response.ErrorMessage}");
        throw new CosmosException(response.ErrorMessage ?? "The batch failed.", response.StatusCode, 0, response.ActivityId, response.RequestCharge);
    }

    private CosmosContainer Of(DocumentContainer container) => _containers.TryGetValue(container.Name, out var target)
        ? target
        : throw new ArgumentException($"There is no container '{container.Name}' in this store.", nameof(container));
}
