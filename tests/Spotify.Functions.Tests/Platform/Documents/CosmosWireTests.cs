using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Azure.Cosmos;
using Moq;
using Shouldly;
using Spotify.Core;
using Spotify.Functions.Platform.Documents;
using Xunit;

namespace Spotify.Functions.Tests.Platform.Documents;

/// <summary>What the Cosmos DB adapter sends and how it takes answers, where npm's server cannot play the part: batches, expiry, keys of two paths, failures.</summary>
public sealed class CosmosWireTests
{
    private static readonly PartitionKeyValue User = "user";

    [Fact]
    public async Task A_batch_is_one_transaction_in_its_order_with_its_etags()
    {
        var batch = new FakeBatch(HttpStatusCode.OK, [(201, "e1"), (200, "e2"), (200, "e3"), (204, null)]);
        var result = await StoreWith(batch).WriteBatchAsync(DocumentContainer.Users, User,
        [
            DocumentOperation.Create("a", new { title = "A" }, TimeSpan.FromSeconds(1.5)),
            DocumentOperation.Upsert("b", new { }),
            DocumentOperation.Replace("c", new { id = "c", userId = "user", n = 1 }, "old"),
            DocumentOperation.Delete("d", "older"),
        ]);
        result.Outcome.ShouldBe(WriteOutcome.Written);
        result.ETags.ShouldBe(["e1", "e2", "e3", null]);
        batch.Key.ShouldBe(new PartitionKey("user"));
        batch.Sent.ShouldBe(
        [
            """create  {"id":"a","userId":"user","ttl":2,"title":"A"}""",
            """upsert  {"id":"b","userId":"user"}""",
            """replace c {"id":"c","userId":"user","n":1} if old""",
            """delete d  if older""",
        ]);
    }

    [Theory]
    [InlineData(409, WriteOutcome.Conflict)]
    [InlineData(412, WriteOutcome.PreconditionFailed)]
    [InlineData(404, WriteOutcome.NotFound)]
    [InlineData(413, WriteOutcome.TooLarge)]
    public async Task A_failed_batch_names_the_operation_that_failed_and_not_those_that_fell_with_it(int status, WriteOutcome outcome)
    {
        var batch = new FakeBatch((HttpStatusCode)status, [(424, null), (status, null), (424, null)]);
        var result = await StoreWith(batch).WriteBatchAsync(DocumentContainer.Users, User, Three);
        (result.Outcome, result.FailedIndex, result.ETags.Count).ShouldBe((outcome, 1, 0));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    [InlineData(408)]
    [InlineData(449)]
    public async Task A_throttled_batch_is_transient(int status)
    {
        var batch = new FakeBatch((HttpStatusCode)status, [(status, null), (status, null), (status, null)]);
        await Should.ThrowAsync<TransientException>(() => StoreWith(batch).WriteBatchAsync(DocumentContainer.Users, User, Three).AsTask());
    }

    [Fact]
    public async Task A_batch_that_the_service_finds_too_large_as_a_whole_is_an_outcome()
    {
        var result = await StoreWith(new FakeBatch(HttpStatusCode.RequestEntityTooLarge, [])).WriteBatchAsync(DocumentContainer.Users, User, Three);
        result.Outcome.ShouldBe(WriteOutcome.TooLarge);
    }

    [Fact]
    public async Task A_batch_that_is_refused_for_another_reason_is_no_transient_failure()
    {
        var batch = new FakeBatch(HttpStatusCode.Forbidden, []);
        (await Should.ThrowAsync<CosmosException>(() => StoreWith(batch).WriteBatchAsync(DocumentContainer.Users, User, Three).AsTask()))
            .StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_batch_goes_out_as_one_atomic_request_to_its_partition()
    {
        var (store, account) = StoreOver(_ => new HttpResponseMessage(HttpStatusCode.RequestEntityTooLarge));
        var result = await store.WriteBatchAsync(DocumentContainer.Plays, new PartitionKeyValue("user", "2026-11"), Three);
        result.Outcome.ShouldBe(WriteOutcome.TooLarge);
        var request = account.Requests.ShouldHaveSingleItem();
        request.Path.ShouldBe("POST /dbs/spotify/colls/plays/docs");
        request.Header("x-ms-cosmos-is-batch-request").ShouldBe("True");
        request.Header("x-ms-cosmos-batch-atomic").ShouldBe("True");
        request.Header("x-ms-documentdb-partitionkey").ShouldBe("""["user","2026-11"]""");
        foreach (var title in new[] { "one", "two", "three" })
            request.Body.ShouldContain($"\"title\":\"{title}\"");
    }

    [Fact]
    public async Task A_document_of_two_key_paths_carries_both_and_its_time_to_live()
    {
        var (store, account) = StoreOver(_ => new HttpResponseMessage(HttpStatusCode.Created) { Headers = { { "etag", "\"e\"" } } });
        var result = await store.WriteAsync(
            DocumentContainer.Plays, new PartitionKeyValue("üser", "2026-11"), DocumentOperation.Create("p", new { title = "t" }, TimeSpan.FromDays(1)));
        result.ShouldBe(new WriteResult(WriteOutcome.Written, "\"e\""));
        var request = account.Requests.ShouldHaveSingleItem();
        request.Header("x-ms-documentdb-partitionkey").ShouldBe("""["\u00fcser","2026-11"]""");
        JsonDocument.Parse(request.Body).RootElement.GetRawText().ShouldBe("""{"id":"p","userId":"\u00FCser","month":"2026-11","ttl":86400,"title":"t"}""");
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    [InlineData(408)]
    [InlineData(500)]
    public async Task A_service_in_trouble_is_transient_for_every_call(int status)
    {
        var (store, _) = StoreOver(_ => new HttpResponseMessage((HttpStatusCode)status) { Headers = { { "x-ms-retry-after-ms", "1" } } });
        await Should.ThrowAsync<TransientException>(() => store.ReadAsync<JsonElement>(DocumentContainer.Users, User, "a").AsTask());
        await Should.ThrowAsync<TransientException>(() => store.WriteAsync(DocumentContainer.Users, User, Three[0]).AsTask());
        await Should.ThrowAsync<TransientException>(() => store.WriteBatchAsync(DocumentContainer.Users, User, Three).AsTask());
        await Should.ThrowAsync<TransientException>(() => store.WriteManyAsync([new(DocumentContainer.Users, User, Three)]).AsTask());
    }

    [Fact]
    public async Task A_connection_that_breaks_is_transient()
    {
        var (store, _) = StoreOver(_ => throw new HttpRequestException("connection reset"));
        await Should.ThrowAsync<TransientException>(() => store.WriteAsync(DocumentContainer.Users, User, Three[0]).AsTask());
    }

    [Fact]
    public async Task A_caller_that_gives_up_is_no_transient_failure()
    {
        var (store, _) = StoreOver(_ => new HttpResponseMessage(HttpStatusCode.Created));
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => store.WriteAsync(DocumentContainer.Users, User, Three[0], cancelled.Token).AsTask());
    }

    [Fact]
    public async Task A_missing_container_is_not_a_missing_document()
    {
        var (store, _) = StoreOver(_ => new HttpResponseMessage(HttpStatusCode.NotFound) { Headers = { { "x-ms-substatus", "1003" } } });
        await Should.ThrowAsync<CosmosException>(() => store.ReadAsync<JsonElement>(DocumentContainer.Users, User, "a").AsTask());
        await Should.ThrowAsync<CosmosException>(() => store.WriteAsync(DocumentContainer.Users, User, DocumentOperation.Delete("a")).AsTask());
    }

    [Fact]
    public void Containers_are_defined_with_their_keys_expiry_and_hardly_any_index()
    {
        var plays = CosmosConnection.Define(DocumentContainer.Plays, hierarchicalKeys: true);
        plays.PartitionKeyPaths.ShouldBe(["/userId", "/month"]);
        plays.PartitionKeyDefinitionVersion.ShouldBe(PartitionKeyDefinitionVersion.V2);
        plays.DefaultTimeToLive.ShouldBe(-1);
        plays.IndexingPolicy.IncludedPaths.Select(path => path.Path).ShouldBe(["/userId/?", "/month/?"]);
        plays.IndexingPolicy.ExcludedPaths.Select(path => path.Path).ShouldBe(["/*"]);
        CosmosConnection.Define(DocumentContainer.Catalog, hierarchicalKeys: true).IndexingPolicy.IncludedPaths.ShouldBeEmpty();
    }

    [Fact]
    public void Feed_ranges_are_dealt_out_to_at_most_so_many_readers_and_none_is_lost()
    {
        var ranges = Enumerable.Range(0, 5).Select(i => FeedRange.FromPartitionKey(new PartitionKey($"p{i}"))).ToList();
        foreach (var atMost in new[] { 1, 2, 5, 9 })
        {
            var groups = CosmosScanRange.Group(ranges, atMost);
            groups.Count.ShouldBe(Math.Min(atMost, 5));
            groups.SelectMany(CosmosScanRange.Parse).Select(range => range.ToJsonString()).Order(StringComparer.Ordinal)
                .ShouldBe(ranges.Select(range => range.ToJsonString()).Order(StringComparer.Ordinal));
        }

        Should.Throw<ArgumentException>(() => CosmosScanRange.Parse(new ScanRange("hash:00000000-ffffffff")));
        Should.Throw<ArgumentException>(() => CosmosScanRange.Parse(default));
    }

    private static DocumentOperation[] Three => [DocumentOperation.Create("1", new { title = "one" }), DocumentOperation.Create("2", new { title = "two" }), DocumentOperation.Create("3", new { title = "three" })];

    private static CosmosDocumentStore StoreWith(FakeBatch batch)
    {
        var container = new Mock<Container>();
        container.Setup(c => c.CreateTransactionalBatch(It.IsAny<PartitionKey>())).Returns((PartitionKey key) => batch.For(key));
        var client = new Mock<CosmosClient>();
        client.Setup(c => c.GetContainer("spotify", It.IsAny<string>())).Returns(container.Object);
        return new CosmosDocumentStore(client.Object, new CosmosOptions());
    }

    private static (CosmosDocumentStore Store, FakeCosmosAccount Account) StoreOver(Func<HttpRequestMessage, HttpResponseMessage> answer)
    {
        Environment.SetEnvironmentVariable("COSMOS_DISABLE_IMDS_ACCESS", "true");
        var account = new FakeCosmosAccount(answer);
        var options = new CosmosOptions { ConnectionString = $"AccountEndpoint=https://127.0.0.1:1/;AccountKey={Convert.ToBase64String("key"u8)}" };
        var client = CosmosConnection.Open(options, client =>
        {
            client.HttpClientFactory = () => new HttpClient(account, disposeHandler: false);
            client.MaxRetryAttemptsOnRateLimitedRequests = 0;
        });
        return (new CosmosDocumentStore(client, options), account);
    }

    /// <summary>A transaction that notes what it is given and answers as it was told.</summary>
    private sealed class FakeBatch(HttpStatusCode status, (int Status, string? ETag)[] results) : TransactionalBatch
    {
        public List<string> Sent { get; } = [];

        public PartitionKey Key { get; private set; }

        public FakeBatch For(PartitionKey key)
        {
            Key = key;
            return this;
        }

        public override TransactionalBatch CreateItemStream(Stream streamPayload, TransactionalBatchItemRequestOptions? requestOptions = null) =>
            Note("create", "", streamPayload, requestOptions);

        public override TransactionalBatch UpsertItemStream(Stream streamPayload, TransactionalBatchItemRequestOptions? requestOptions = null) =>
            Note("upsert", "", streamPayload, requestOptions);

        public override TransactionalBatch ReplaceItemStream(string id, Stream streamPayload, TransactionalBatchItemRequestOptions? requestOptions = null) =>
            Note("replace", id, streamPayload, requestOptions);

        public override TransactionalBatch DeleteItem(string id, TransactionalBatchItemRequestOptions? requestOptions = null) => Note("delete", id, null, requestOptions);

        public override Task<TransactionalBatchResponse> ExecuteAsync(CancellationToken cancellationToken = default)
        {
            var response = new Mock<TransactionalBatchResponse>();
            response.Setup(r => r.StatusCode).Returns(status);
            response.Setup(r => r.IsSuccessStatusCode).Returns((int)status < 300);
            response.Setup(r => r.Count).Returns(results.Length);
            response.Setup(r => r[It.IsAny<int>()]).Returns((int i) =>
            {
                var result = new Mock<TransactionalBatchOperationResult>();
                result.Setup(r => r.StatusCode).Returns((HttpStatusCode)results[i].Status);
                result.Setup(r => r.IsSuccessStatusCode).Returns(results[i].Status < 300);
                result.Setup(r => r.ETag).Returns(results[i].ETag!);
                return result.Object;
            });
            return Task.FromResult(response.Object);
        }

        public override Task<TransactionalBatchResponse> ExecuteAsync(TransactionalBatchRequestOptions requestOptions, CancellationToken cancellationToken = default) =>
            ExecuteAsync(cancellationToken);

        public override TransactionalBatch CreateItem<T>(T item, TransactionalBatchItemRequestOptions? requestOptions = null) => throw new InvalidOperationException();

        public override TransactionalBatch ReadItem(string id, TransactionalBatchItemRequestOptions? requestOptions = null) => throw new InvalidOperationException();

        public override TransactionalBatch UpsertItem<T>(T item, TransactionalBatchItemRequestOptions? requestOptions = null) => throw new InvalidOperationException();

        public override TransactionalBatch ReplaceItem<T>(string id, T item, TransactionalBatchItemRequestOptions? requestOptions = null) => throw new InvalidOperationException();

        public override TransactionalBatch PatchItem(
            string id, IReadOnlyList<PatchOperation> patchOperations, TransactionalBatchPatchItemRequestOptions? requestOptions = null) => throw new InvalidOperationException();

        private FakeBatch Note(string kind, string id, Stream? body, TransactionalBatchItemRequestOptions? options)
        {
            options!.EnableContentResponseOnWrite.ShouldBe(false);
            var text = body is null ? "" : new StreamReader(body, Encoding.UTF8).ReadToEnd();
            Sent.Add($"{kind} {id} {text}{(options.IfMatchEtag is null ? "" : " if " + options.IfMatchEtag)}");
            return this;
        }
    }
}
