using Shouldly;
using Spotify.Core.Recommendations.Lists;
using Spotify.Functions.Recommendations.Serving;
using Xunit;

namespace Spotify.Functions.Tests.Recommendations.Weekly;

/// <summary>A week of a catalogue that is too large, by its settings, for every track to be compared for every listener.</summary>
public sealed class IndexedWeekTests
{
    [Fact]
    public async Task Lists_are_full_keep_the_rules_and_are_as_much_of_the_listeners_kinds_as_where_all_tracks_are_compared()
    {
        await using var exact = await WeeklyHarness.PlayedAsync();
        await using var harness = await IndexedAsync();
        (await exact.MakeAsync()).Full.ShouldBe(90);
        (await harness.MakeAsync()).Full.ShouldBe(90);

        harness.Files.Files.Keys.Select(name => name[(name.LastIndexOf('/') + 1)..]).Order(StringComparer.Ordinal).ShouldBe(["content", "content-index", "neighbours", "tracks", "vectors", "vectors-index"]);
        var (mine, all) = (0, 0);
        foreach (var listener in harness.World.Listeners)
        {
            var list = (await harness.ListAsync(listener))!;
            list.Items.Select(item => item.Track).ShouldBeUnique();
            list.Items.Select(item => item.Track).ShouldNotContain(track => harness.World.Plays.Any(play => play.Listener == listener && play.Track == track));
            list.Items.Count(item => item.Slot == ListSlot.Explore).ShouldBe(DiscoverWeekly.Explored);
            (mine, all) = (mine + OfKind(listener, list), all + OfKind(listener, (await exact.ListAsync(listener))!));
        }

        ((double)mine / all).ShouldBeGreaterThan(0.95);
    }

    [Theory]
    [InlineData(1, 1, 1000)]
    [InlineData(7, 5, 31)]
    public async Task Into_however_many_ranges_and_blocks_it_is_cut_the_lists_are_the_same(int ranges, int listenerBlocks, int tracksInBlock)
    {
        await using var one = await IndexedAsync();
        await using var other = await IndexedAsync(ranges, listenerBlocks, tracksInBlock);
        await one.MakeAsync();
        await other.MakeAsync(times: 2);
        (await other.ListsAsync()).ShouldBe(await one.ListsAsync());
    }

    [Fact]
    public async Task The_model_that_serves_asks_its_indexes_and_one_whose_index_is_damaged_is_not_loaded()
    {
        await using var harness = await IndexedAsync();
        await harness.MakeAsync();
        await harness.Get<ServingModel>().RefreshAsync();
        harness.Get<ServingModel>().Current!.Model.Indexes.ShouldNotBeNull();

        var published = (await harness.Get<ModelRegistry>().FindPublishedAsync(default))!;
        published.ComparedVectors.ShouldBe(262_144);
        harness.Files.Files[published.VectorsIndexFile!.Name][^1] ^= 1;
        harness.Restart();
        await harness.Get<ServingModel>().RefreshAsync();
        harness.Get<ServingModel>().Current.ShouldBeNull();
        harness.Log.ShouldContain(line => line.Event == 6411);
    }

    private static async Task<WeeklyHarness> IndexedAsync(int ranges = 3, int listenerBlocks = 2, int tracksInBlock = 64)
    {
        var harness = await WeeklyHarness.PlayedAsync(ranges: ranges, listenerBlocks: listenerBlocks, tracksInBlock: tracksInBlock);
        harness.Settings["Recommendations:ScannedTracks"] = "0";
        harness.Restart();
        return harness;
    }

    private static int OfKind(string listener, WeeklyListDocument list) => list.Items.Count(item => TasteWorld.KindOfTrack(item.Track) == TasteWorld.KindOf(listener));
}
