using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Telemetry.Charts;
using Xunit;

namespace Spotify.Core.Tests.Telemetry.Charts;

public sealed class ChartTallyTests
{
    private static readonly string[] Markets = ["SE", "US", ""];

    [Fact]
    public void However_the_tracks_are_cut_and_merged_the_charts_are_those_of_all_of_them_ranked_at_once() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        var tracks = Tracks(random);
        var cuts = Cut(random, tracks, random.Next(1, 8));
        var merged = MergeInAnyOrder(random, cuts);
        foreach (var market in (string[])["SE", "US", ChartMarkets.Global])
            merged.Top(market).ShouldBe(RankedAtOnce(tracks, market));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_track_that_is_offered_in_parts_and_once_as_a_whole_is_ranked_by_the_whole_wherever_the_parts_lie() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        var tracks = Tracks(random);
        var cuts = Cut(random, tracks, 5);
        foreach (var (track, plays) in tracks.Where(_ => random.Next(4) == 0))
        {
            for (var shard = random.Next(1, 4); shard > 0; shard--)
                cuts[random.Next(cuts.Count)].Offer(track, plays.ToDictionary(one => one.Key, one => (long)random.Next((int)one.Value + 1)));
        }

        MergeInAnyOrder(random, cuts).Top("SE").ShouldBe(RankedAtOnce(tracks, "SE"));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_tally_merged_with_itself_or_with_an_empty_one_is_as_it_was()
    {
        var tally = Cut(new Random(1), Tracks(new Random(1)), 1)[0];
        var before = tally.Top("SE");
        tally.Merge(new ChartTally());
        tally.Merge(tally);
        tally.Top("SE").ShouldBe(before);
    }

    [Fact]
    public void Of_equal_plays_the_smaller_id_is_ranked_first()
    {
        var tally = new ChartTally();
        foreach (var track in (string[])["b", "B", "a", "A", "0"])
            tally.Offer("SE", new ChartCount(track, 7));
        tally.Top("SE").Select(count => count.Track).ShouldBe(["0", "A", "B", "a", "b"]);
    }

    [Fact]
    public void Plays_of_a_market_that_is_no_country_stand_in_the_worlds_chart_alone()
    {
        var tally = new ChartTally();
        tally.Offer("t", new Dictionary<string, long> { ["SE"] = 2, [""] = 3, ["global"] = 4, ["se"] = 5 });
        tally.Markets.Order().ShouldBe(["SE", "global"]);
        tally.Top(ChartMarkets.Global).ShouldBe([new ChartCount("t", 14)]);
    }

    [Fact]
    public void No_plays_are_no_place_on_a_chart()
    {
        var tally = new ChartTally();
        tally.Offer("SE", new ChartCount("t", 0));
        tally.Markets.ShouldBeEmpty();
    }

    // Few different counts, so that many are equal, and many more tracks than a chart has places.
    private static Dictionary<string, Dictionary<string, long>> Tracks(Random random) =>
        Enumerable.Range(0, random.Next(0, 200)).ToDictionary(
            track => $"track{track:000}",
            _ => Markets.Where(_ => random.Next(3) > 0).ToDictionary(market => market, _ => (long)random.Next(0, 30)));

    private static List<ChartTally> Cut(Random random, Dictionary<string, Dictionary<string, long>> tracks, int parts)
    {
        var cuts = Enumerable.Range(0, parts).Select(_ => new ChartTally()).ToList();
        foreach (var (track, plays) in tracks)
            cuts[random.Next(parts)].Offer(track, plays);
        return cuts;
    }

    private static ChartTally MergeInAnyOrder(Random random, List<ChartTally> cuts)
    {
        var open = cuts.ToList();
        while (open.Count > 1)
        {
            var (one, other) = (open[random.Next(open.Count)], open[random.Next(open.Count)]);
            one.Merge(other);
            if (one != other)
                open.Remove(other);
        }

        return open[0];
    }

    private static List<ChartCount> RankedAtOnce(Dictionary<string, Dictionary<string, long>> tracks, string market) =>
    [
        .. tracks.Select(track => new ChartCount(track.Key, market == ChartMarkets.Global ? track.Value.Values.Sum() : track.Value.GetValueOrDefault(market)))
            .Where(count => count.Plays > 0)
            .OrderByDescending(count => count.Plays).ThenBy(count => count.Track, StringComparer.Ordinal)
            .Take(ChartTally.Size),
    ];
}
