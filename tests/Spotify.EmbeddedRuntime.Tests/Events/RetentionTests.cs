using Azure.Messaging.EventHubs;
using Shouldly;
using Spotify.EmbeddedRuntime.Events;
using Xunit;

namespace Spotify.EmbeddedRuntime.Tests.Events;

public sealed class RetentionTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Whole_segments_older_than_the_retention_are_deleted_and_the_rest_stays()
    {
        await using var fixture = new LogFixture(options => options with { Retention = TimeSpan.FromDays(1), SegmentBytes = 100 }, _time);
        for (var hour = 0; hour < 30; hour++)
        {
            await LogFixture.AppendAsync(fixture.Partition(), $"hour {hour}");
            _time.Advance(TimeSpan.FromHours(1));
        }

        var kept = LogFixture.ReadAll(fixture.Partition());

        kept[0].SequenceNumber.ShouldBeInRange(3, 6);
        kept[^1].SequenceNumber.ShouldBe(29);
        fixture.Partition().FirstSequence.ShouldBe(kept[0].SequenceNumber);
    }

    [Fact]
    public async Task A_reader_that_comes_too_late_goes_on_with_the_oldest_event_and_says_how_many_it_missed()
    {
        await using var fixture = new LogFixture(options => options with { Retention = TimeSpan.FromHours(8), SegmentBytes = 1 }, _time);
        await LogFixture.AppendAsync(fixture.Partition(), "old 0", "old 1");
        _time.Advance(TimeSpan.FromHours(9));
        await LogFixture.AppendAsync(fixture.Partition(), "new");
        fixture.Log.ApplyRetention();

        using var reader = new PartitionReader(fixture.Partition(), 0);
        var events = new List<EventData>();
        reader.Read(events, 10, 1000);

        events.ShouldHaveSingleItem().SequenceNumber.ShouldBe(2);
        reader.Missed.ShouldBe(2);
    }

    [Fact]
    public async Task A_reader_that_is_inside_a_segment_reads_it_to_its_end_although_it_is_deleted_meanwhile()
    {
        await using var fixture = new LogFixture(options => options with { Retention = TimeSpan.FromHours(8) }, _time);
        await LogFixture.AppendAsync(fixture.Partition(), "old 0", "old 1");
        using var reader = new PartitionReader(fixture.Partition(), 0);
        var events = new List<EventData>();
        reader.Read(events, 1, 1000);
        _time.Advance(TimeSpan.FromHours(9));
        await LogFixture.AppendAsync(fixture.Partition(), "new");
        fixture.Log.ApplyRetention();
        fixture.Segments().Count.ShouldBe(1);

        while (reader.Read(events, 1, 1000) > 0)
        {
        }

        events.Select(data => data.EventBody.ToString()).ShouldBe(["old 0", "old 1", "new"]);
    }

    [Fact]
    public async Task An_idle_hub_becomes_empty_without_forgetting_its_next_sequence_number()
    {
        await using var fixture = new LogFixture(options => options with { Retention = TimeSpan.FromHours(8), Partitions = 1 }, _time);
        await LogFixture.AppendAsync(fixture.Partition(), "old 0", "old 1");
        _time.Advance(TimeSpan.FromHours(9));
        fixture.Log.ApplyRetention();
        await fixture.ReopenAsync();

        LogFixture.ReadAll(fixture.Partition()).ShouldBeEmpty();
        fixture.Segments().ShouldHaveSingleItem();
        await LogFixture.AppendAsync(fixture.Partition(), "new");
        LogFixture.ReadAll(fixture.Partition()).ShouldHaveSingleItem().SequenceNumber.ShouldBe(2);
    }

    [Fact]
    public async Task The_clock_going_back_does_not_put_events_before_their_elders()
    {
        await using var fixture = new LogFixture(time: _time);
        await LogFixture.AppendAsync(fixture.Partition(), "first");
        _time.Advance(TimeSpan.FromHours(-1));
        await LogFixture.AppendAsync(fixture.Partition(), "second");

        var events = LogFixture.ReadAll(fixture.Partition());

        events[1].EnqueuedTime.ShouldBeGreaterThanOrEqualTo(events[0].EnqueuedTime);
    }
}
