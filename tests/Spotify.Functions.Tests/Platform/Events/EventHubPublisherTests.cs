using Azure.Messaging.EventHubs;
using Shouldly;
using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Events;
using Xunit;

namespace Spotify.Functions.Tests.Platform.Events;

public sealed class EventHubPublisherTests
{
    [Fact]
    public async Task While_a_send_is_under_way_what_comes_gathers_and_goes_out_together_in_order()
    {
        await using var harness = new PublisherHarness();
        var first = harness.SendAsync("anna", "a1", "a2");
        var hub = await harness.HubAsync();
        var held = await hub.SendAsync(0);
        var others = new[] { harness.SendAsync("bo", "b1"), harness.SendAsync("anna", "a3"), harness.SendAsync("cia", "c1", "c2") };
        held.Texts.ShouldBe(["a1", "a2"]);
        hub.Sends.Count.ShouldBe(1);

        held.End.SetResult();
        (await first).ShouldBe(PublishResult.Published);
        var next = await hub.SendAsync(1);
        next.Texts.ShouldBe(["b1", "a3", "c1", "c2"]);
        others.ShouldAllBe(one => !one.IsCompleted);
        next.End.SetResult();
        (await Task.WhenAll(others)).ShouldAllBe(one => one == PublishResult.Published);
        hub.Sends.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Every_event_carries_its_writer_number_hour_and_count()
    {
        await using var harness = new PublisherHarness();
        var first = harness.SendAsync("anna", "a1", "a2");
        var hub = await harness.HubAsync();
        (await hub.SendAsync(0)).End.SetResult();
        await first;
        harness.Time.Advance(TimeSpan.FromHours(1));
        var second = harness.SendAsync("anna", "a3");
        (await hub.SendAsync(1)).End.SetResult();
        await second;

        hub.Sends.SelectMany(one => one.Events).Select(StampOf).ShouldBe(
            [(harness.Counts.Writer, 1, "2026-11-20T10", 2), (harness.Counts.Writer, 2, "2026-11-20T10", 2), (harness.Counts.Writer, 3, "2026-11-20T11", 2)]);
        harness.Counts.Writer.Length.ShouldBe(16);
    }

    [Fact]
    public async Task A_send_that_fails_is_told_to_all_whose_events_were_in_it_and_to_nobody_else()
    {
        await using var harness = new PublisherHarness();
        var first = harness.SendAsync("anna", "a1");
        var hub = await harness.HubAsync();
        var others = new[] { harness.SendAsync("bo", "b1"), harness.SendAsync("cia", "c1") };
        (await hub.SendAsync(0)).End.SetResult();
        (await hub.SendAsync(1)).End.SetException(new IOException("The test took the disk away"));
        var last = harness.SendAsync("dag", "d1");
        (await Task.WhenAll(others)).ShouldAllBe(one => one == PublishResult.Unavailable);
        (await hub.SendAsync(2)).End.SetResult();
        (await first, await last).ShouldBe((PublishResult.Published, PublishResult.Published));
    }

    [Fact]
    public async Task A_hub_that_never_answers_is_waited_for_as_long_as_the_setting_says()
    {
        await using var harness = new PublisherHarness();
        var first = harness.SendAsync("anna", "a1");
        var hub = await harness.HubAsync();
        await hub.SendAsync(0);
        var second = harness.SendAsync("bo", "b1");
        harness.Time.Advance(TimeSpan.FromSeconds(10));
        (await first, await second).ShouldBe((PublishResult.Unavailable, PublishResult.Unavailable));

        // The partition is not held up by what never ended.
        var third = harness.SendAsync("cia", "c1");
        for (var i = 1; !third.IsCompleted; i++)
        {
            (await hub.SendAsync(i)).End.SetResult();
            await Task.WhenAny(third, Task.Run(() => hub.SendAsync(i + 1)));
        }

        (await third).ShouldBe(PublishResult.Published);
    }

    [Fact]
    public async Task A_caller_that_goes_away_breaks_nobody_and_its_waiting_events_are_not_sent()
    {
        await using var harness = new PublisherHarness();
        using var anna = new CancellationTokenSource();
        using var bo = new CancellationTokenSource();
        var first = harness.SendAsync("anna", anna.Token, "a1");
        var hub = await harness.HubAsync();
        var held = await hub.SendAsync(0);
        var second = harness.SendAsync("bo", bo.Token, "b1");
        var third = harness.SendAsync("cia", "c1");
        await anna.CancelAsync();
        await bo.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(first);
        await Should.ThrowAsync<OperationCanceledException>(second);

        held.End.SetResult();
        var next = await hub.SendAsync(1);
        next.Texts.ShouldBe(["c1"]);
        next.End.SetResult();
        (await third).ShouldBe(PublishResult.Published);
    }

    [Fact]
    public async Task When_too_much_waits_the_next_is_refused_at_once_until_there_is_room()
    {
        await using var harness = new PublisherHarness(options => options.MaxWaitingBytes = 4 * 1024 * 1024);
        var large = new string('x', 250 * 1024);
        var first = harness.SendAsync("anna", large, large, large);
        var hub = await harness.HubAsync();
        var waiting = Enumerable.Range(0, 4).Select(_ => harness.SendAsync("bo", large, large, large)).ToList();
        (await harness.SendAsync("cia", large, large, large)).ShouldBe(PublishResult.Overloaded);
        // Another hub is not this hub's trouble.
        var other = harness.Publisher.PublishAsync(EventHubNames.Activity, "cia", [new EventBody("{}"u8.ToArray(), 1)], CancellationToken.None);
        (await (await harness.HubAsync(EventHubNames.Activity)).SendAsync(0)).End.SetResult();
        (await other).ShouldBe(PublishResult.Published);

        for (var i = 0; i < 5; i++)
            (await hub.SendAsync(i)).End.SetResult();
        (await Task.WhenAll(waiting.Append(first))).ShouldAllBe(one => one == PublishResult.Published);
        var again = harness.SendAsync("cia", large);
        (await hub.SendAsync(5)).End.SetResult();
        (await again).ShouldBe(PublishResult.Published);
    }

    [Fact]
    public async Task What_is_over_a_megabyte_goes_out_in_parts_and_is_published_when_all_are()
    {
        await using var harness = new PublisherHarness();
        var large = new string('x', 250 * 1024);
        var sending = harness.SendAsync("anna", large, large, large, large, large);
        var hub = await harness.HubAsync();
        (await hub.SendAsync(0)).End.SetResult();
        var rest = await hub.SendAsync(1);
        hub.Sends.Select(one => one.Events.Count).ShouldBe([3, 2]);
        sending.IsCompleted.ShouldBeFalse();
        rest.End.SetException(new IOException("The test took the disk away"));
        (await sending).ShouldBe(PublishResult.Unavailable);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(0)]
    public async Task Users_go_to_a_partition_of_their_own_by_its_number_where_it_is_known_and_by_a_key_where_not(int partitions)
    {
        await using var harness = new PublisherHarness(options => options.Partitions = partitions);
        var sends = Enumerable.Range(0, 50).SelectMany(i => new[] { harness.SendAsync($"user-{i}", $"{i}"), harness.SendAsync($"user-{i}", $"{i}") }).ToList();
        var hub = await harness.HubAsync();
        for (var i = 0; !sends.TrueForAll(one => one.IsCompleted); i++)
        {
            var next = await hub.SendAsync(i);
            next.End.SetResult();
            await Task.WhenAny(Task.WhenAll(sends), Task.Run(() => hub.SendAsync(i + 1)));
        }

        hub.Sends.ShouldAllBe(one => (one.Options.PartitionId == null) == (partitions == 0) && (one.Options.PartitionKey == null) == (partitions > 0));
        var places = hub.Sends.SelectMany(one => one.Texts.Select(user => (User: user, Place: one.Options.PartitionId ?? one.Options.PartitionKey!))).ToList();
        places.GroupBy(one => one.User).ShouldAllBe(user => user.Select(one => one.Place).Distinct().Count() == 1);
        places.Select(one => one.Place).Distinct().Count().ShouldBeGreaterThan(partitions == 0 ? 20 : 3);
        if (partitions > 0)
            places.ShouldAllBe(one => int.Parse(one.Place, System.Globalization.CultureInfo.InvariantCulture) < partitions);
    }

    private static (string, long, string, int) StampOf(EventData data) => (
        data.Properties[EventProperties.Writer].ShouldBeOfType<string>(), data.Properties[EventProperties.Sequence].ShouldBeOfType<long>(),
        data.Properties[EventProperties.Hour].ShouldBeOfType<string>(), data.Properties[EventProperties.Events].ShouldBeOfType<int>());
}
