using Azure.Messaging.EventHubs;
using FsCheck;
using FsCheck.Fluent;
using Spotify.EmbeddedRuntime.Events;
using Xunit;

namespace Spotify.EmbeddedRuntime.Tests.Events;

/// <summary>Random appends, random crashes: what was acknowledged is there, in order, once.</summary>
public sealed class EventLogProperties
{
    [Fact]
    public void Every_acknowledged_event_survives_any_torn_tail() =>
        Prop.ForAll(Runs().ToArbitrary(), run => RunAsync(run).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    private static Gen<Run> Runs() =>
        from rounds in Gen.Choose(1, 4)
        from batches in Gen.ArrayOf(Gen.ArrayOf(Gen.Choose(0, 3000).Select(size => size), 3), 12)
        from tails in Gen.ArrayOf(Gen.ArrayOf(Gen.Choose(0, 255).Select(value => (byte)value), 90), rounds)
        from cuts in Gen.ArrayOf(Gen.Choose(0, 5000), rounds)
        from segment in Gen.Elements(1L, 500L, 5_000L, 1_000_000L)
        select new Run(batches, tails, cuts, segment);

    // Each round: acknowledged appends, then a crash that left part of a write nobody was told of, then opening again.
    private static async Task<bool> RunAsync(Run run)
    {
        await using var fixture = new LogFixture(options => options with { SegmentBytes = run.SegmentBytes, Partitions = 1 });
        var acknowledged = new List<string>();
        for (var round = 0; round < run.Tails.Length; round++)
        {
            foreach (var sizes in run.Batches)
            {
                var bodies = sizes.Select(size => $"{acknowledged.Count}.{size}:{new string('b', size)}").ToList();
                await LogFixture.AppendAsync(fixture.Partition(), bodies);
                acknowledged.AddRange(bodies);
            }

            var next = fixture.Partition().NextSequence;
            await fixture.CloseAsync();
            Tear(fixture.Segments()[^1], next, run.Tails[round], run.Cuts[round]);
            await fixture.ReopenAsync();
            var events = LogFixture.ReadAll(fixture.Partition());
            if (!events.Select(data => data.EventBody.ToString()).SequenceEqual(acknowledged)
                || !events.Select(data => data.SequenceNumber).SequenceEqual(Enumerable.Range(0, acknowledged.Count).Select(i => (long)i)))
            {
                return false;
            }
        }

        return true;
    }

    // A write that was under way: whole records cut anywhere short of the last byte, with noise where the disk had not come to.
    private static void Tear(string path, long next, byte[] noise, int cut)
    {
        using var events = new EncodedEvents(EventLogOptions.MaxBatchBytes);
        events.TryAdd(new EventData(new BinaryData(noise)), "unacknowledged");
        events.Stamp(next, 1);
        var torn = events.Memory.ToArray();
        var length = cut % torn.Length;
        noise.AsSpan(0, Math.Min(noise.Length, torn.Length - length)).CopyTo(torn.AsSpan(length));
        using var file = new FileStream(path, FileMode.Append);
        // The byte at the cut differs for certain, so that the record is never whole by chance.
        torn[length] ^= 0x5a;
        file.Write(torn, 0, cut % 2 == 0 ? length : Math.Max(length, torn.Length - 1));
    }

    private sealed record Run(int[][] Batches, byte[][] Tails, int[] Cuts, long SegmentBytes);
}
