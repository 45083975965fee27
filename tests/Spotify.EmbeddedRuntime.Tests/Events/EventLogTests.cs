using System.Diagnostics;
using Azure.Messaging.EventHubs;
using Shouldly;
using Spotify.EmbeddedRuntime.Events;
using Xunit;

namespace Spotify.EmbeddedRuntime.Tests.Events;

public sealed class EventLogTests
{
    [Fact]
    public async Task Events_come_back_in_order_with_all_that_was_said_about_them()
    {
        await using var fixture = new LogFixture();
        using var activity = new Activity("send").Start();
        var data = new EventData("body") { MessageId = "m1", ContentType = "application/json" };
        var values = new object[]
        {
            "text ü", true, (byte)1, (sbyte)-1, (short)-2, (ushort)2, -3, 3u, -4L, ulong.MaxValue, 1.5f, -2.5d, 7.25m, 'x', Guid.Parse("11111111-2222-3333-4444-555555555555"),
            new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)), TimeSpan.FromSeconds(9),
            new Uri("https://example.org/a"), new byte[] { 1, 2, 3 },
        };
        for (var i = 0; i < values.Length; i++)
            data.Properties["p" + i] = values[i];
        using var events = new EncodedEvents(EventLogOptions.MaxBatchBytes);
        events.TryAdd(data, "key");
        events.TryAdd(new EventData(new BinaryData(Array.Empty<byte>())), "key");
        await fixture.Partition().AppendAsync(events, CancellationToken.None);

        var read = LogFixture.ReadAll(fixture.Partition());

        read.Select(one => one.SequenceNumber).ShouldBe([0, 1]);
        read[0].EventBody.ToString().ShouldBe("body");
        (read[0].MessageId, read[0].ContentType, read[0].PartitionKey, read[0].TraceParent).ShouldBe(("m1", "application/json", "key", activity.Id));
        read[0].EnqueuedTime.ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
        for (var i = 0; i < values.Length; i++)
            read[0].Properties["p" + i].ShouldBe(values[i]);
        read[1].EventBody.ToMemory().Length.ShouldBe(0);
        read[1].Properties.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_log_that_is_opened_again_goes_on_where_it_ended()
    {
        await using var fixture = new LogFixture(options => options with { SegmentBytes = 100 });
        for (var i = 0; i < 20; i++)
            await LogFixture.AppendAsync(fixture.Partition(), $"event {i}");

        await fixture.ReopenAsync();
        await LogFixture.AppendAsync(fixture.Partition(), "event 20");

        LogFixture.Bodies(fixture.Partition()).ShouldBe(Enumerable.Range(0, 21).Select(i => $"event {i}"));
        fixture.Segments().Count.ShouldBeGreaterThan(3);
    }

    [Fact]
    public async Task Many_senders_at_once_lose_nothing_and_keep_each_sender_in_order()
    {
        await using var fixture = new LogFixture(options => options with { SegmentBytes = 50_000, MaxPendingBytes = 2_000 });
        var partition = fixture.Partition();

        await Task.WhenAll(Enumerable.Range(0, 16).Select(sender => Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++)
                await LogFixture.AppendAsync(partition, $"{sender}:{i}");
        })));

        var bodies = LogFixture.Bodies(partition);
        bodies.Count.ShouldBe(1600);
        foreach (var sender in bodies.GroupBy(body => body.Split(':')[0]))
            sender.ShouldBe(Enumerable.Range(0, 100).Select(i => $"{sender.Key}:{i}"));
    }

    [Fact]
    public async Task A_reader_wakes_when_something_is_appended_and_only_then()
    {
        await using var fixture = new LogFixture();
        await LogFixture.AppendAsync(fixture.Partition(), "first");
        using var reader = new PartitionReader(fixture.Partition(), 1);
        var events = new List<EventData>();
        reader.Read(events, 10, 1000).ShouldBe(0);
        var woken = reader.WaitAsync(CancellationToken.None).AsTask();
        woken.IsCompleted.ShouldBeFalse();

        await LogFixture.AppendAsync(fixture.Partition(), "second");
        await woken.WaitAsync(TimeSpan.FromSeconds(10));

        reader.Read(events, 10, 1000);
        events.ShouldHaveSingleItem().EventBody.ToString().ShouldBe("second");
    }

    [Fact]
    public async Task A_reader_takes_no_more_than_it_is_allowed_and_large_events_whole()
    {
        await using var fixture = new LogFixture();
        await LogFixture.AppendAsync(fixture.Partition(), "a", "b", "c");
        await LogFixture.AppendAsync(fixture.Partition(), new string('x', 900_000));
        using var reader = new PartitionReader(fixture.Partition(), 1);
        var events = new List<EventData>();

        reader.Read(events, 1, 1000);
        events.Select(data => data.SequenceNumber).ShouldBe([1]);
        reader.Read(events, 10, 1);
        events.Select(data => data.SequenceNumber).ShouldBe([1, 2]);
        reader.Read(events, 10, 1);
        events[^1].EventBody.ToMemory().Length.ShouldBe(900_000);
    }

    [Fact]
    public async Task A_half_written_record_at_the_end_is_cut_off_and_its_number_used_again()
    {
        await using var fixture = new LogFixture();
        await LogFixture.AppendAsync(fixture.Partition(), "kept", "torn");
        await fixture.CloseAsync();
        using (var file = File.OpenWrite(fixture.Segments()[0]))
            file.SetLength(file.Length - 1);

        await fixture.ReopenAsync();
        await LogFixture.AppendAsync(fixture.Partition(), "after");

        LogFixture.ReadAll(fixture.Partition()).Select(data => (data.SequenceNumber, data.EventBody.ToString())).ShouldBe([(0, "kept"), (1, "after")]);
    }

    [Fact]
    public async Task A_bad_record_elsewhere_is_an_error_that_names_the_file()
    {
        await using var fixture = new LogFixture(options => options with { SegmentBytes = 100 });
        for (var i = 0; i < 10; i++)
            await LogFixture.AppendAsync(fixture.Partition(), $"event {i}");
        await fixture.CloseAsync();
        var damaged = fixture.Segments()[1];
        var bytes = await File.ReadAllBytesAsync(damaged);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(damaged, bytes);
        await fixture.ReopenAsync();

        using var reader = new PartitionReader(fixture.Partition(), 0);
        var events = new List<EventData>();
        var error = Should.Throw<EventLogCorruptException>(() => { while (reader.Read(events, 100, 10_000) > 0) { } });

        error.Message.ShouldContain(damaged);
        Should.Throw<EventLogCorruptException>(() => reader.Read(events, 100, 10_000));
        events.Select(data => data.SequenceNumber).ShouldBe(Enumerable.Range(0, events.Count).Select(i => (long)i));
    }

    [Fact]
    public async Task A_segment_that_lost_its_end_is_an_error_that_names_the_file()
    {
        await using var fixture = new LogFixture(options => options with { SegmentBytes = 1 });
        await LogFixture.AppendAsync(fixture.Partition(), "a", "b");
        await LogFixture.AppendAsync(fixture.Partition(), "c");
        await fixture.CloseAsync();
        using (var file = File.OpenWrite(fixture.Segments()[0]))
            file.SetLength(file.Length / 2);
        await fixture.ReopenAsync();

        Should.Throw<EventLogCorruptException>(() => LogFixture.ReadAll(fixture.Partition())).Message.ShouldContain(fixture.Segments()[0]);
    }

    [Fact]
    public async Task A_second_opener_is_refused_with_a_message_that_says_what_to_do()
    {
        await using var fixture = new LogFixture();

        Should.Throw<InvalidOperationException>(() => fixture.Open()).Message.ShouldContain("in use by another process");
    }

    [Fact]
    public async Task A_hub_keeps_the_partitions_it_was_created_with()
    {
        await using var fixture = new LogFixture(options => options with { Partitions = 3 });
        fixture.Log.Hub("hub").Partitions.Count.ShouldBe(3);

        await fixture.ReopenAsync(options => options with { Partitions = 8 });

        fixture.Log.Hub("HUB").Partitions.Count.ShouldBe(3);
        fixture.Log.Hub("other").Partitions.Count.ShouldBe(8);
    }

    [Fact]
    public async Task A_hub_whose_partition_count_cannot_be_read_is_an_error_that_names_the_file_and_harms_no_other_hub()
    {
        await using var fixture = new LogFixture();
        await LogFixture.AppendAsync(fixture.Partition(), "x");
        var metadata = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(fixture.Segments()[0]))!, "hub.json");
        await fixture.CloseAsync();
        await File.WriteAllTextAsync(metadata, "{");
        await fixture.ReopenAsync();

        Should.Throw<EventLogCorruptException>(() => fixture.Log.Hub("hub")).Message.ShouldContain(metadata);
        fixture.Log.Hub("other").Partitions.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Keys_go_to_the_same_partition_in_every_run_and_spread_over_all()
    {
        await using var fixture = new LogFixture();
        var hub = fixture.Log.Hub("hub");
        int Of(string key) => hub.Partitions.ToList().IndexOf(hub.Route(null, key));

        // Fixed values: they may never change, or the order of a key's events breaks at the next start.
        new[] { "user-1", "user-2", "ü", "" }.Select(Of).ShouldBe(KnownPartitions);
        Enumerable.Range(0, 4000).GroupBy(i => Of($"user{i}")).Select(group => group.Count()).ShouldAllBe(count => count > 800 && count < 1200);
        Enumerable.Range(0, 8).Select(_ => hub.Partitions.ToList().IndexOf(hub.Route(null, null))).Distinct().Count().ShouldBe(4);
        hub.Route("2", null).ShouldBe(hub.Partitions[2]);
        Should.Throw<ArgumentException>(() => hub.Route("4", null)).Message.ShouldContain("from 0 to 3");
    }

    [Theory]
    [InlineData("../up")]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData(".")]
    public async Task A_hub_name_that_is_no_name_is_refused(string name)
    {
        await using var fixture = new LogFixture();

        Should.Throw<ArgumentException>(() => fixture.Log.Hub(name));
    }

    private static readonly int[] KnownPartitions = [2, 1, 0, 0];
}
