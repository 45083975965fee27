using System.Globalization;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Shouldly;
using Spotify.EmbeddedRuntime.Tests.Hosting;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.EmbeddedRuntime.Tests.Events;

public sealed class EventHubTriggerTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Received _received = new();
    private readonly string _namespace = $"triggers-{Guid.NewGuid():N}";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Batches_come_in_order_within_a_partition_and_respect_the_largest_size()
    {
        await using var host = await StartAsync([typeof(LedgerFunction)], ("maxEventBatchSize", "10"));
        await SendAsync(Enumerable.Range(0, 100).Select(i => $"{i % 5}:{i}"));

        await _received.UntilEventsAsync(100);

        foreach (var key in AllEvents().GroupBy(text => text[0]))
            key.Select(Number).ShouldBeInOrder();
        _received.Deliveries.ShouldAllBe(delivery => delivery.Events.Count <= 10);
        AllEvents().Distinct().Count().ShouldBe(100);
        _received.Deliveries.First().Partition.ShouldContain($"\"EventHubName\":\"plays\",\"ConsumerGroup\":\"ledger\"");
    }

    [Fact]
    public async Task Every_parameter_type_gets_the_bodies_and_every_group_gets_every_event()
    {
        await using var host = await StartAsync([typeof(LedgerFunction), typeof(TextFunction), typeof(BytesFunction), typeof(SingleFunctions)]);
        await SendAsync(["k:1", "k:2"]);

        await _received.UntilEventsAsync(12);

        foreach (var function in _received.Deliveries.GroupBy(delivery => delivery.Function))
            function.SelectMany(delivery => delivery.Events).ShouldBe(["k:1", "k:2"], function.Key);
        _received.Deliveries.Select(delivery => delivery.Function).Distinct().Count().ShouldBe(6);
    }

    [Fact]
    public async Task What_was_handled_before_a_restart_does_not_come_again_and_what_was_sent_since_does()
    {
        await using (await StartAsync([typeof(LedgerFunction)]))
        {
            await SendAsync(["k:1"]);
            await _received.UntilEventsAsync(1);
        }

        await using (await StartAsync([]))
            await SendAsync(["k:2"]);

        await using (await StartAsync([typeof(LedgerFunction)]))
            await _received.UntilEventsAsync(2);

        AllEvents().ShouldBe(["k:1", "k:2"]);
    }

    [Fact]
    public async Task A_batch_that_a_shutdown_interrupts_comes_again_after_it()
    {
        _received.OnDelivery = (_, cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);
        await using (await StartAsync([typeof(LedgerFunction)], configure: services =>
            services.Configure<EmbeddedRuntime.Hosting.EmbeddedRuntimeOptions>(options => options.DrainTimeout = TimeSpan.FromMilliseconds(50))))
        {
            await SendAsync(["k:1"]);
            await _received.UntilEventsAsync(1);
        }

        _received.OnDelivery = (_, _) => Task.CompletedTask;
        await using (await StartAsync([typeof(LedgerFunction)]))
            await _received.UntilEventsAsync(2);

        AllEvents().ShouldBe(["k:1", "k:1"]);
    }

    [Fact]
    public async Task A_batch_that_fails_once_the_shutdown_has_begun_comes_again_after_it()
    {
        IHostApplicationLifetime? lifetime = null;
        _received.OnDelivery = (_, _) =>
        {
            lifetime!.StopApplication();
            throw new InvalidOperationException("a service is gone");
        };
        await using (var host = await StartAsync([typeof(LedgerFunction)]))
        {
            lifetime = host.Host.Services.GetRequiredService<IHostApplicationLifetime>();
            await SendAsync(["k:1"]);
            await _received.UntilEventsAsync(1);
        }

        _received.OnDelivery = (_, _) => Task.CompletedTask;
        await using (await StartAsync([typeof(LedgerFunction)]))
            await _received.UntilEventsAsync(2);

        AllEvents().ShouldBe(["k:1", "k:1"]);
    }

    [Fact]
    public async Task A_shutdown_lets_the_batch_under_way_finish()
    {
        var release = new TaskCompletionSource();
        _received.OnDelivery = (_, _) => release.Task;
        var host = await StartAsync([typeof(LedgerFunction)]);
        await SendAsync(["k:1"]);
        await _received.UntilEventsAsync(1);

        var stopping = host.DisposeAsync();
        stopping.IsCompleted.ShouldBeFalse();
        release.SetResult();
        await stopping;
        await using (await StartAsync([typeof(LedgerFunction)]))
            await SendAsync(["k:2"]);

        AllEvents().Where(text => text == "k:1").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_failing_batch_is_tried_as_often_as_its_policy_says_and_then_passed_over_with_an_error()
    {
        _received.OnDelivery = (delivery, _) => delivery.Events.Contains("k:bad") ? throw new InvalidOperationException("no") : Task.CompletedTask;
        await using var host = await StartAsync([typeof(RetryingFunction)]);
        await SendAsync(["k:bad"]);
        await _received.UntilEventsAsync(3);
        await SendAsync(["k:good"]);
        await _received.UntilAsync(all => all.Any(delivery => delivery.Events.Contains("k:good")));

        var bad = _received.Deliveries.Where(delivery => delivery.Events.Contains("k:bad")).ToList();
        bad.Select(delivery => (delivery.Retry, delivery.MaxRetry)).ShouldBe([(0, 2), (1, 2), (2, 2)]);
        host.Log.Lines.Where(line => line.Level == LogLevel.Error && line.Message.Contains("failed 3 times", StringComparison.Ordinal)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Exponential_back_off_doubles_up_to_its_longest_wait()
    {
        var time = new ManualTime();
        _received.OnDelivery = (delivery, _) => delivery.Retry < 4 ? throw new InvalidOperationException("no") : Task.CompletedTask;
        await using var host = await StartAsync([typeof(BackingOffFunction)], configure: services => services.AddSingleton<TimeProvider>(time));
        await SendAsync(["k:1"]);

        foreach (var seconds in new[] { 5, 10, 15, 15 })
        {
            var delay = await time.NextDelayAsync(one => one > TimeSpan.FromSeconds(1) && one < TimeSpan.FromMinutes(1));
            delay.ShouldBe(TimeSpan.FromSeconds(seconds));
            time.Advance(delay);
        }

        await _received.UntilEventsAsync(5);
        _received.Deliveries.Last().Retry.ShouldBe(4);
    }

    [Fact]
    public async Task A_batch_waits_for_its_smallest_size_but_not_longer_than_the_longest_wait()
    {
        var time = new ManualTime();
        await using var host = await StartAsync(
            [typeof(LedgerFunction)], [("minEventBatchSize", "3"), ("maxWaitTime", "00:00:07")], services => services.AddSingleton<TimeProvider>(time));
        await SendAsync(["k:1"]);
        await SendAsync(["k:2"]);
        await SendAsync(["k:3"]);
        await _received.UntilEventsAsync(3);
        _received.Deliveries.ShouldHaveSingleItem().Events.ShouldBe(["k:1", "k:2", "k:3"]);

        await SendAsync(["k:4"]);
        await time.NextDelayAsync(one => one == TimeSpan.FromSeconds(7));
        time.Advance(TimeSpan.FromSeconds(7));
        await _received.UntilEventsAsync(4);

        _received.Deliveries.Last().Events.ShouldBe(["k:4"]);
    }

    [Fact]
    public async Task A_consumer_that_dies_at_random_loses_nothing()
    {
        var random = new Random(7);
        _received.OnDelivery = (_, _) => random.Next(4) == 0 ? throw new OperationCanceledException() : Task.CompletedTask;
        for (var round = 0; round < 4; round++)
        {
            await using var host = await StartAsync([typeof(BackingOffFunctionFast)], ("maxEventBatchSize", "3"));
            await SendAsync(Enumerable.Range(0, 20).Select(i => $"{i % 3}:{(round * 20) + i}"));
            await _received.UntilAsync(all => all.Count > (round + 1) * 3);
        }

        await using var last = await StartAsync([typeof(BackingOffFunctionFast)]);
        await _received.UntilAsync(all => all.SelectMany(delivery => delivery.Events).Distinct().Count() == 80);
    }

    [Fact]
    public async Task What_is_wrong_with_triggers_is_told_at_start_all_at_once()
    {
        var error = await Should.ThrowAsync<InvalidOperationException>(() =>
            RunningHost.StartAsync(
                [typeof(WrongFunctions)],
                builder =>
                {
                    builder.Configuration["EventHubs"] = $"Endpoint=sb://{_namespace}/";
                    builder.Configuration["AzureFunctionsJobHost:extensions:eventHubs:maxEventBatchSize"] = "none";
                },
                _folder.Path));

        foreach (var part in new[] { "WrongType", "WrongCardinality", "NoConnection", "'Nowhere' is missing", "'a/b' cannot name", "'SameGroup1', 'SameGroup2'", "maxEventBatchSize" })
            error.Message.ShouldContain(part);
    }

    private static int Number(string text) => int.Parse(text.AsSpan(2), CultureInfo.InvariantCulture);

    private List<string> AllEvents() => [.. _received.Deliveries.SelectMany(delivery => delivery.Events)];

    private Task<RunningHost> StartAsync(Type[] functions, params (string Name, string Value)[] hostJson) => StartAsync(functions, hostJson, null);

    private Task<RunningHost> StartAsync(Type[] functions, Action<IServiceCollection> configure) => StartAsync(functions, [], configure);

    private Task<RunningHost> StartAsync(Type[] functions, (string Name, string Value)[] hostJson, Action<IServiceCollection>? configure) =>
        RunningHost.StartAsync(
            functions.Length > 0 ? functions : [typeof(EventHubTriggerTests)],
            builder =>
            {
                builder.Configuration["EventHubs"] = $"Endpoint=sb://{_namespace}/";
                builder.Configuration["PLAYS"] = "plays";
                foreach (var (name, value) in hostJson)
                    builder.Configuration[$"AzureFunctionsJobHost:extensions:eventHubs:{name}"] = value;
                builder.Services.AddSingleton(_received);
                configure?.Invoke(builder.Services);
            },
            _folder.Path);

    // Each text is "key:number" and goes to its key's partition, in a batch of its own.
    private async Task SendAsync(IEnumerable<string> texts)
    {
        await using var producer = new EventHubProducerClient($"Endpoint=sb://{_namespace}/", "plays");
        foreach (var text in texts)
            await producer.SendAsync([new EventData(text)], new SendEventOptions { PartitionKey = text[..1] });
    }
}
