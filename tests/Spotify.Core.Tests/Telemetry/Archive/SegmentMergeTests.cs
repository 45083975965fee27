using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Playback;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Archive;
using Xunit;

namespace Spotify.Core.Tests.Telemetry.Archive;

public sealed class SegmentMergeTests
{
    private static readonly ArchiveHour Hour = new(new DateOnly(2026, 11, 20), 10);

    [Fact]
    public void However_receipts_are_repeated_and_cut_into_segments_each_is_kept_once_in_order_and_all_are_counted() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue).ToArbitrary(),
        seed =>
        {
            var random = new Random(seed);
            var receipts = Enumerable.Range(0, random.Next(1, 40))
                .Select(_ => (Key: new ReceiptKey((ulong)random.Next(1, 4), random.Next(1, 30)), Events: 0, Mark: ReceiptMark.Kept))
                .DistinctBy(one => one.Key)
                .Select(one => one with { Events = random.Next(1, 5), Mark = random.Next(5) == 0 ? (ReceiptMark)random.Next(1, 3) : ReceiptMark.Kept })
                .ToList();
            // Some deliveries come again, whole or cut otherwise.
            var deliveries = receipts.Concat(receipts.Where(_ => random.Next(3) == 0)).Concat(receipts.Where(_ => random.Next(4) == 0)).ToArray();
            random.Shuffle(deliveries);
            var segments = deliveries.Chunk(random.Next(1, 9)).Select(Segment).ToList();

            var before = random.Next(0, segments.Count);
            var output = new MemoryStream();
            var tally = new HourTally(null) { Output = output };
            Drain(tally, segments.Take(before));
            var first = tally.ToManifest("plays", Hour, 1, "one", default, []);
            // The rest comes late, through a run in between, and after the manifest was stored and read.
            tally = new HourTally(ArchiveManifest.Parse(first.ToBytes())) { Output = output };
            var run = new MemoryStream();
            var merge = new SegmentMerge(segments.Skip(before).Select(bytes => new MemoryStream(bytes)));
            while (merge.Next(tally.ForRun(run)))
            {
            }

            Drain(tally, [run.ToArray()]);
            var manifest = tally.ToManifest("plays", Hour, 2, "two", default, []);

            var kept = receipts.Where(one => one.Mark == ReceiptMark.Kept).ToList();
            var lines = Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            lines.Order().ShouldBe(kept.SelectMany(one => Enumerable.Range(0, one.Events).Select(i => Row(one.Key, i))).Order());
            manifest.Archived.ShouldBe(new ArchiveCount(kept.Count, kept.Sum(one => one.Events)));
            manifest.Erased.ShouldBe(Sum(receipts.Where(one => one.Mark == ReceiptMark.Erased)));
            manifest.Parked.ShouldBe(Sum(receipts.Where(one => one.Mark == ReceiptMark.Parked)));
            manifest.Received.ShouldBe(Sum(deliveries));
            manifest.Repeated.ShouldBe(Sum(deliveries) with { Batches = deliveries.Length - receipts.Count, Events = deliveries.Sum(one => one.Events) - receipts.Sum(one => one.Events) });
            foreach (var writer in manifest.Writers)
            {
                var sequences = receipts.Where(one => one.Key.WriterText == writer.Writer).Select(one => one.Key.Sequence).Order().ToList();
                (writer.First, writer.Last, writer.Arrived.Batches).ShouldBe((sequences[0], sequences[^1], sequences.Count));
                writer.Gaps.SelectMany(gap => Enumerable.Range((int)gap.First, (int)gap.Count)).ShouldBe(
                    Enumerable.Range((int)writer.First, (int)(writer.Last - writer.First + 1)).Where(number => !sequences.Contains(number)));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Rows_come_out_sorted_by_receipt()
    {
        var output = new MemoryStream();
        var keys = new[] { new ReceiptKey(2, 1), new ReceiptKey(1, 9), new ReceiptKey(1, 10), new ReceiptKey(0xffffffffffffffff, 3), new ReceiptKey(1, 2) };
        Drain(new HourTally(null) { Output = output }, keys.Select(key => Segment([(key, 2, ReceiptMark.Kept)])));
        Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ShouldBe(keys.Order().SelectMany(key => new[] { Row(key, 0), Row(key, 1) }));
    }

    [Fact]
    public void A_receipt_whose_listener_was_erased_in_between_is_left_out_whichever_copy_came_first()
    {
        var key = new ReceiptKey(1, 1);
        foreach (var order in new[] { (0, 1), (1, 0) })
        {
            byte[][] segments = [Segment([(key, 3, ReceiptMark.Kept)]), Segment([(key, 3, ReceiptMark.Erased)])];
            var output = new MemoryStream();
            var tally = new HourTally(null) { Output = output };
            Drain(tally, [segments[order.Item1], segments[order.Item2]]);
            output.Length.ShouldBe(0);
            var manifest = tally.ToManifest("plays", Hour, 1, "plan", default, []);
            (manifest.Erased, manifest.Repeated, manifest.Archived).ShouldBe((new ArchiveCount(1, 3), new ArchiveCount(1, 3), default));
        }
    }

    [Theory]
    [InlineData("{\"writer\":\"0000000000000001\",\"sequence\":1,\"index\":0}")]
    [InlineData("{\"writer\":\"0000000000000001\",\"sequence\":1}\n")]
    [InlineData("{\"writer\":1,\"sequence\":1,\"index\":0}\n")]
    [InlineData("{\"writer\":\"0000000000000001\",\"sequence\":\"x\",\"index\":0}\n")]
    [InlineData("{\"writer\":\"0000000000000001\",\"sequence\":1,\"index\":-1,\"mark\":\"eaten\",\"events\":1}\n")]
    [InlineData("\n")]
    [InlineData("no json\n")]
    [InlineData("{\"writer\":\"0000000000000002\",\"sequence\":1,\"index\":0}\n{\"writer\":\"0000000000000001\",\"sequence\":1,\"index\":0}\n")]
    public void A_segment_that_is_damaged_is_refused(string bytes) => Should.Throw<InvalidDataException>(() => Drain(new HourTally(null), [Encoding.UTF8.GetBytes(bytes)]));

    [Fact]
    public void Lines_longer_than_any_buffer_are_read_whole()
    {
        var rows = Enumerable.Range(0, 50).Select(i => $$"""{"writer":"0000000000000001","sequence":1,"index":{{i}},"query":"{{new string('x', i * 4000)}}"}""" + '\n').ToList();
        var output = new MemoryStream();
        Drain(new HourTally(null) { Output = output }, [Encoding.UTF8.GetBytes(string.Concat(rows))]);
        Encoding.UTF8.GetString(output.ToArray()).ShouldBe(string.Concat(rows));
    }

    private static ArchiveCount Sum(IEnumerable<(ReceiptKey Key, int Events, ReceiptMark Mark)> receipts) =>
        receipts.Aggregate(default(ArchiveCount), (sum, one) => sum.Plus(one.Events));

    private static void Drain(HourTally tally, IEnumerable<byte[]> segments)
    {
        var merge = new SegmentMerge(segments.Select(bytes => new MemoryStream(bytes)));
        while (merge.Next(tally))
        {
        }
    }

    private static byte[] Segment(IEnumerable<(ReceiptKey Key, int Events, ReceiptMark Mark)> receipts)
    {
        using var rows = new ArchiveRows();
        foreach (var (key, events, mark) in receipts.OrderBy(one => one.Key))
        {
            if (mark != ReceiptMark.Kept)
                rows.WriteMark(key, mark, events);
            else
                rows.Write("plays", key, Body(key, events), new ArchivedListener("somebody", "P", (kind, value) => kind)).ShouldBe(events);
        }

        return rows.Written.ToArray();
    }

    private static byte[] Body(ReceiptKey key, int events)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"events":[{{string.Join(',', Enumerable.Range(0, events).Select(i =>
            $$$"""{"id":"{{{key.WriterText}}}-{{{key.Sequence}}}-{{{i}}}","type":"progress","session":"s","track":"0000000000000000000001","position_ms":{{{i}}},"at":"2026-11-20T10:00:01Z"}"""))}}]}""");
        var request = new EventRequest();
        EventRequestReader.Read(body, body.Length, request).ShouldBe(EventRequestOutcome.Read);
        request.Validate(Hour.Start.ToUnixTimeMilliseconds());
        return new EventBatchWriter().Write(request, new ListenerStamp("somebody", Tier.Free, "SE"), 256 * 1024)[0].ToArray();
    }

    private static string Row(ReceiptKey key, int index) =>
        $$"""{"writer":"{{key.WriterText}}","sequence":{{key.Sequence}},"index":{{index}},"hub":"plays","received_at":"2026-11-20T10:00:00Z","listener":"P","tier":"free","market":"SE","device_type":"unknown","event_id":"{{key.WriterText}}-{{key.Sequence}}-{{index}}","type":"progress","at":"2026-11-20T10:00:01Z","at_corrected":"2026-11-20T10:00:01Z","session":"s","track":"0000000000000000000001","position_ms":{{index}},"offline":false}""";
}
