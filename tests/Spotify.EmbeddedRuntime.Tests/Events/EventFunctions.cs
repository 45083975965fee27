using System.Collections.Concurrent;
using Azure.Messaging.EventHubs;
using Microsoft.Azure.Functions.Worker;

namespace Spotify.EmbeddedRuntime.Tests.Events;

/// <summary>What the functions of a test got, and what they are to do with it.</summary>
public sealed class Received
{
    private readonly SemaphoreSlim _arrived = new(0);

    public ConcurrentQueue<Delivery> Deliveries { get; } = [];

    public Func<Delivery, CancellationToken, Task> OnDelivery { get; set; } = (_, _) => Task.CompletedTask;

    public async Task TakeAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        Deliveries.Enqueue(delivery);
        _arrived.Release();
        await OnDelivery(delivery, cancellationToken);
    }

    /// <summary>Waits until what was delivered satisfies a condition.</summary>
    public async Task UntilAsync(Func<IReadOnlyList<Delivery>, bool> condition)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition([.. Deliveries]))
            await _arrived.WaitAsync(deadline.Token);
    }

    public Task UntilEventsAsync(int count) => UntilAsync(all => all.Sum(delivery => delivery.Events.Count) >= count);
}

public sealed record Delivery(string Function, string Partition, IReadOnlyList<string> Events, int Retry, int MaxRetry);

public sealed class LedgerFunction(Received received)
{
    [Function("Ledger")]
    public Task Run(
        [EventHubTrigger("%PLAYS%", Connection = "EventHubs", ConsumerGroup = "ledger")] EventData[] events, FunctionContext context, CancellationToken cancellationToken) =>
        received.TakeAsync(Of(context, events.Select(data => data.EventBody.ToString())), cancellationToken);

    internal static Delivery Of(FunctionContext context, IEnumerable<string> events) => new(
        context.FunctionDefinition.Name,
        (string)context.BindingContext.BindingData["PartitionContext"],
        [.. events],
        context.RetryContext.RetryCount,
        context.RetryContext.MaxRetryCount);
}

public sealed class TextFunction(Received received)
{
    [Function("Texts")]
    public Task Run([EventHubTrigger("plays", Connection = "EventHubs", ConsumerGroup = "texts")] string[] events, FunctionContext context) =>
        received.TakeAsync(LedgerFunction.Of(context, events), default);
}

public sealed class BytesFunction(Received received)
{
    [Function("Bytes")]
    public Task Run([EventHubTrigger("plays", Connection = "EventHubs", ConsumerGroup = "bytes")] byte[][] events, FunctionContext context) =>
        received.TakeAsync(LedgerFunction.Of(context, events.Select(bytes => System.Text.Encoding.UTF8.GetString(bytes))), default);
}

public sealed class SingleFunctions(Received received)
{
    [Function("SingleEvent")]
    public Task Event([EventHubTrigger("plays", Connection = "EventHubs", ConsumerGroup = "one", IsBatched = false)] EventData data, FunctionContext context) =>
        received.TakeAsync(LedgerFunction.Of(context, [data.EventBody.ToString()]), default);

    [Function("SingleText")]
    public Task Text([EventHubTrigger("plays", Connection = "EventHubs", ConsumerGroup = "text", IsBatched = false)] string data, FunctionContext context) =>
        received.TakeAsync(LedgerFunction.Of(context, [data]), default);

    [Function("SingleBytes")]
    public Task Bytes([EventHubTrigger("plays", Connection = "EventHubs", IsBatched = false)] byte[] data, FunctionContext context) =>
        received.TakeAsync(LedgerFunction.Of(context, [System.Text.Encoding.UTF8.GetString(data)]), default);
}

public sealed class RetryingFunction(Received received)
{
    [Function("Retrying")]
    [FixedDelayRetry(2, "00:00:00.010")]
    public Task Run([EventHubTrigger("plays", Connection = "EventHubs")] string[] events, FunctionContext context) =>
        received.TakeAsync(LedgerFunction.Of(context, events), default);
}

public sealed class BackingOffFunction(Received received)
{
    [Function("BackingOff")]
    [ExponentialBackoffRetry(-1, "00:00:05", "00:00:15")]
    public Task Run([EventHubTrigger("plays", Connection = "EventHubs")] string[] events, FunctionContext context) =>
        received.TakeAsync(LedgerFunction.Of(context, events), default);
}

public static class WrongFunctions
{
    [Function("WrongType")]
    public static void Type([EventHubTrigger("plays", Connection = "EventHubs", ConsumerGroup = "a")] int[] events) => _ = events;

    [Function("WrongCardinality")]
    public static void Cardinality([EventHubTrigger("plays", Connection = "EventHubs", ConsumerGroup = "b")] EventData data) => _ = data;

    [Function("NoConnection")]
    public static void NoConnection([EventHubTrigger("plays", ConsumerGroup = "c")] string[] events) => _ = events;

    [Function("MissingConnection")]
    public static void MissingConnection([EventHubTrigger("plays", Connection = "Nowhere", ConsumerGroup = "d")] string[] events) => _ = events;

    [Function("BadName")]
    public static void BadName([EventHubTrigger("a/b", Connection = "EventHubs", ConsumerGroup = "e")] string[] events) => _ = events;

    [Function("SameGroup1")]
    public static void SameGroup1([EventHubTrigger("plays", Connection = "EventHubs")] string[] events) => _ = events;

    [Function("SameGroup2")]
    public static void SameGroup2([EventHubTrigger("plays", Connection = "EventHubs")] string[] events) => _ = events;
}

public sealed class BackingOffFunctionFast(Received received)
{
    [Function("BackingOffFast")]
    [FixedDelayRetry(-1, "00:00:00.001")]
    public Task Run([EventHubTrigger("plays", Connection = "EventHubs")] string[] events, FunctionContext context) =>
        received.TakeAsync(LedgerFunction.Of(context, events), default);
}
