using Shouldly;
using Spotify.Core.Royalties.Calculation;
using Xunit;

namespace Spotify.Core.Tests.Royalties.Calculation;

public sealed class ListenerSorterTests
{
    [Fact]
    public void Plays_of_all_shards_come_out_sorted_and_added_up_as_a_plain_grouping_has_them()
    {
        var random = new Random(7);
        var plays = Enumerable.Range(0, 50_000)
            .Select(_ => new PlayRecord(new UInt128((ulong)random.Next(3), (ulong)random.Next(2_000) * 0x9E3779B97F4A7C15), random.Next(50), (ushort)random.Next(3), 1, (byte)random.Next(2)))
            .ToList();
        // Some are taken back, some do not count.
        plays.AddRange(plays.Take(500).Select(play => play with { Delta = -1 }).ToList());
        plays.AddRange(plays.Take(100).Select(play => play with { Delta = 0 }).ToList());
        var expected = plays.Where(play => play.Delta != 0)
            .GroupBy(play => (play.Listener, play.Market, play.Recording))
            .Select(group => new ListenerPlays(group.Key.Listener, group.Key.Market, group.Key.Recording, group.Sum(play => play.Delta), group.Sum(play => play.Delta * play.Active)))
            .Where(row => row.Plays != 0)
            .OrderBy(row => row.Listener).ThenBy(row => row.Market).ThenBy(row => row.Recording)
            .ToList();

        foreach (var shards in new[] { 1, 5 })
        {
            var streams = Enumerable.Range(0, shards).Select(_ => new MemoryStream()).ToList();
            var writer = new RecordSpill<PlayRecord>(streams, 1024).Open();
            foreach (var play in plays)
                writer.Add(ListenerShards.Of(play.Listener, shards), play);
            writer.Complete();

            var (sorter, rows) = (new ListenerSorter(), new Collector());
            foreach (var stream in streams)
            {
                var sorted = new MemoryStream();
                using (var file = new ListenerFile.Writer(sorted))
                    sorter.Sort(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, PlayRecord>(stream.ToArray()), file);
                ListenerFile.Read(sorted.ToArray(), rows);
            }

            rows.Rows.OrderBy(row => row.Listener).ThenBy(row => row.Market).ThenBy(row => row.Recording).ShouldBe(expected);
            if (shards == 1)
                rows.Rows.ShouldBe(expected);
            rows.Rows.Select(row => row.Listener).Distinct().Count().ShouldBe(rows.Listeners);
        }
    }

    [Fact]
    public void A_damaged_file_is_refused()
    {
        var sorted = new MemoryStream();
        using (var file = new ListenerFile.Writer(sorted))
            file.Take(1, [new ListenerPlays(1, 0, 0, 1, 0)]);
        Should.Throw<InvalidDataException>(() => ListenerFile.Read(sorted.ToArray().AsSpan(0, 30), new Collector()));
    }

    private sealed class Collector : IListenerSink
    {
        public List<ListenerPlays> Rows { get; } = [];

        public int Listeners { get; private set; }

        public void Take(UInt128 listener, ReadOnlySpan<ListenerPlays> plays)
        {
            Listeners++;
            Rows.AddRange(plays);
        }
    }
}
