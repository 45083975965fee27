using System.Runtime.Serialization;
using Azure.Core;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using Shouldly;
using Xunit;

namespace Spotify.EmbeddedRuntime.Tests.Events;

public sealed class EventHubProducerClientTests : IDisposable
{
    private readonly string _namespace = $"producer-{Guid.NewGuid():N}";
    private readonly TestLog _log;

    public EventHubProducerClientTests() => _log = new TestLog(_namespace);

    private string ConnectionString => $"Endpoint=sb://{_namespace}/;SharedAccessKeyName=any;SharedAccessKey=any";

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task A_batch_is_stored_under_its_key_in_order()
    {
        await using var producer = new EventHubProducerClient(ConnectionString, "plays");
        using var batch = await producer.CreateBatchAsync(new CreateBatchOptions { PartitionKey = "user" });
        batch.TryAdd(new EventData("a")).ShouldBeTrue();
        batch.TryAdd(new EventData("b")).ShouldBeTrue();
        batch.Count.ShouldBe(2);

        await producer.SendAsync(batch);
        await producer.SendAsync([new EventData("c")], new SendEventOptions { PartitionKey = "user" });

        var partition = _log.Log.Hub("plays").Route(null, "user");
        var events = LogFixture.ReadAll(partition);
        events.Select(data => data.EventBody.ToString()).ShouldBe(["a", "b", "c"]);
        events.ShouldAllBe(data => data.PartitionKey == "user");
    }

    [Fact]
    public async Task Without_a_key_the_partitions_take_turns_and_an_id_is_obeyed()
    {
        await using var producer = new EventHubProducerClient(_namespace, "plays", new NoCredential());
        for (var i = 0; i < 4; i++)
            await producer.SendAsync([new EventData("x")], new SendEventOptions());
        await producer.SendAsync([new EventData("y")], new SendEventOptions { PartitionId = "3" });

        _log.Log.Hub("plays").Partitions.Select(partition => partition.NextSequence).ShouldBe([1, 1, 1, 2]);
    }

    [Fact]
    public async Task A_batch_takes_a_megabyte_and_no_more()
    {
        await using var producer = new EventHubProducerClient(ConnectionString, "plays");
        using var batch = await producer.CreateBatchAsync(new CreateBatchOptions());

        batch.TryAdd(new EventData(new string('x', 1024 * 1024))).ShouldBeFalse();
        batch.TryAdd(new EventData(new string('x', 1_000_000))).ShouldBeTrue();
        batch.TryAdd(new EventData(new string('x', 48_576))).ShouldBeFalse();
        batch.SizeInBytes.ShouldBeInRange(1_000_000, batch.MaximumSizeInBytes);
        batch.Count.ShouldBe(1);

        await producer.SendAsync(batch);
        var error = await Should.ThrowAsync<InvalidOperationException>(
            () => producer.SendAsync([new EventData("small"), new EventData(new string('x', 1024 * 1024))], new SendEventOptions()));
        error.Message.ShouldContain("1 of them fit");
    }

    [Fact]
    public async Task A_smaller_limit_is_kept_and_a_larger_refused()
    {
        await using var producer = new EventHubProducerClient(ConnectionString, "plays");
        using var batch = await producer.CreateBatchAsync(new CreateBatchOptions { MaximumSizeInBytes = 100 });

        batch.TryAdd(new EventData(new string('x', 50))).ShouldBeTrue();
        batch.TryAdd(new EventData(new string('x', 50))).ShouldBeFalse();
        await Should.ThrowAsync<ArgumentOutOfRangeException>(async () => await producer.CreateBatchAsync(new CreateBatchOptions { MaximumSizeInBytes = 2_000_000 }));
    }

    [Fact]
    public async Task A_key_and_an_id_together_are_refused()
    {
        await using var producer = new EventHubProducerClient(ConnectionString, "plays");

        await Should.ThrowAsync<InvalidOperationException>(() => producer.SendAsync([new EventData("x")], new SendEventOptions { PartitionId = "0", PartitionKey = "k" }));
    }

    [Fact]
    public async Task A_property_that_cannot_travel_is_refused_and_leaves_the_batch_as_it_was()
    {
        await using var producer = new EventHubProducerClient(ConnectionString, "plays");
        using var batch = await producer.CreateBatchAsync(new CreateBatchOptions());
        var data = new EventData("x");
        data.Properties["odd"] = new object();

        Should.Throw<SerializationException>(() => batch.TryAdd(data));
        batch.TryAdd(new EventData("y")).ShouldBeTrue();
        await producer.SendAsync(batch);

        _log.Log.Hub("plays").Partitions.SelectMany(LogFixture.Bodies).ShouldBe(["y"]);
    }

    [Fact]
    public async Task An_unknown_namespace_is_named_in_the_error()
    {
        await using var producer = new EventHubProducerClient("Endpoint=sb://nobody-opened-this/", "plays");

        var error = await Should.ThrowAsync<InvalidOperationException>(() => producer.SendAsync([new EventData("x")], new SendEventOptions()));

        error.Message.ShouldContain("nobody-opened-this");
    }

    [Fact]
    public void A_connection_string_without_an_endpoint_is_refused() =>
        Should.Throw<FormatException>(() => new EventHubProducerClient("SharedAccessKey=x", "plays"));

    private sealed class NoCredential : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => default;

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => default;
    }
}
