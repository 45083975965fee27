using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shouldly;
using Spotify.Core;
using Spotify.Core.Catalog;
using Spotify.Functions.Catalog;
using Spotify.Functions.Catalog.Figures;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Telemetry;
using Spotify.Functions.Telemetry.Charts;
using Xunit;

namespace Spotify.Functions.Tests.Catalog.Figures;

/// <summary>From the counters' days to what listeners see.</summary>
public sealed class PopularityTests : IAsyncLifetime
{
    private static readonly DateOnly Today = new(2026, 11, 20);

    private readonly CatalogHarness _harness = new();
    private int _run;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    [Fact]
    public async Task The_most_played_has_a_hundred_and_the_rest_stands_on_a_logarithmic_scale()
    {
        var hit = await PublishAsync(TestReleases.New("Star", tracks: 2));
        var other = await PublishAsync(TestReleases.New("Other", tracks: 1, guests: ["Star"]));
        await PlayAsync(hit.Tracks[0].Id, Today, 9_999);
        await PlayAsync(hit.Tracks[1].Id, Today, 99);
        await PlayAsync(other.Tracks[0].Id, Today, 999);
        await RunAsync();
        (await PopularityAsync(hit.Tracks[0].Id)).ShouldBe(100);
        (await PopularityAsync(hit.Tracks[1].Id)).ShouldBe(50);
        (await PopularityAsync(other.Tracks[0].Id)).ShouldBe(75);
        (await PopularityAsync(hit.Album.Id)).ShouldBe(100);
        (await PopularityAsync(TestReleases.IdOf("Star"))).ShouldBe(100);
        (await PopularityAsync(TestReleases.IdOf("Other"))).ShouldBe(74);
        (await PopularityAsync(SpotifyId.Derive("nobody"))).ShouldBe(0);
        (await Stored().GetTopTracksAsync(TestReleases.IdOf("Star"), CancellationToken.None)).ShouldBe([hit.Tracks[0].Id, other.Tracks[0].Id, hit.Tracks[1].Id]);
    }

    [Fact]
    public async Task Old_plays_weigh_less_and_after_four_weeks_nothing()
    {
        var release = await PublishAsync(TestReleases.New(tracks: 3));
        await PlayAsync(release.Tracks[0].Id, Today, 1000);
        await PlayAsync(release.Tracks[1].Id, Today.AddDays(-14), 1000);
        await PlayAsync(release.Tracks[2].Id, Today.AddDays(-28), 1000);
        await RunAsync();
        (await PopularityAsync(release.Tracks[0].Id)).ShouldBe(100);
        (await PopularityAsync(release.Tracks[1].Id)).ShouldBe(80);
        (await PopularityAsync(release.Tracks[2].Id)).ShouldBe(0);
    }

    [Fact]
    public async Task A_track_whose_counter_is_spread_is_counted_whole_and_once()
    {
        var release = await PublishAsync(TestReleases.New("Spread", tracks: 2));
        var (spread, plain) = (release.Tracks[0].Id, release.Tracks[1].Id);
        await _harness.Store.WriteAsync(DocumentContainer.Aggregates, CounterShards.ScopeOf(spread, 0), DocumentOperation.Upsert(TrackAggregate.CounterId, new TrackAggregate { Type = TrackAggregate.CounterType, Count = 1, Shards = 4 }));
        // Nothing in the first shard: the first that has any stands for it.
        foreach (var shard in (int[])[1, 2, 3])
            await PlayAsync(spread, Today, 333, shard);
        await PlayAsync(plain, Today, 999);
        await RunAsync();
        (await PopularityAsync(spread)).ShouldBe(await PopularityAsync(plain));
        (await PopularityAsync(spread)).ShouldBe(100);
    }

    [Fact]
    public async Task What_moved_is_announced_and_what_is_played_no_more_falls_to_nothing()
    {
        var release = await PublishAsync(TestReleases.New("Fading", tracks: 1));
        await PlayAsync(release.Tracks[0].Id, Today, 10);
        (await RunAsync()).ShouldBe(3);
        var told = _harness.Changes.All.Count;
        (await RunAsync()).ShouldBe(0);
        _harness.Changes.All.Count.ShouldBe(told);
        (await RunAsync(Today.AddDays(40))).ShouldBe(3);
        _harness.Changes.All.Skip(told).Select(change => (change.Kind, change.Id)).ShouldBe(
            [("track", release.Tracks[0].Id), ("album", release.Album.Id), ("artist", TestReleases.IdOf("Fading"))], ignoreOrder: true);
        (await PopularityAsync(release.Tracks[0].Id)).ShouldBe(0);
        await RunAsync(Today.AddDays(41));
        (await _harness.Store.ReadAsync<PopularityDocument>(DocumentContainer.Aggregates, PopularityDocument.ScopeOf(release.Album.Id), release.Album.Id)).ShouldBeNull();
    }

    [Fact]
    public async Task What_was_written_and_not_told_is_told_by_the_repeat()
    {
        var release = await PublishAsync(TestReleases.New(tracks: 1));
        await PlayAsync(release.Tracks[0].Id, Today, 10);
        _harness.Changes.Fails = true;
        await Should.ThrowAsync<TransientException>(() => RunAsync(run: "same"));
        _harness.Changes.Fails = false;
        (await RunAsync(run: "same")).ShouldBe(3);
        _harness.Changes.All.Count(change => change.Id == release.Tracks[0].Id).ShouldBe(2);
    }

    [Fact]
    public async Task Tracks_that_nobody_can_see_give_nothing()
    {
        await PlayAsync(SpotifyId.Derive("track", "withdrawn"), Today, 1000);
        (await RunAsync()).ShouldBe(0);
    }

    private async Task<TestRelease> PublishAsync(TestRelease release)
    {
        (await _harness.Catalog.PublishAsync(release.Album, release.Tracks)).ShouldBe(PublishOutcome.Published);
        return release;
    }

    private async Task PlayAsync(string track, DateOnly day, long plays, int shard = 0) => await _harness.Store.WriteAsync(
        DocumentContainer.Aggregates,
        CounterShards.ScopeOf(track, shard),
        DocumentOperation.Upsert(
            TrackDay.IdOf(day),
            new TrackDay { Track = track, Counts = new() { ["SE"] = new() { ["premium"] = plays - 1 }, ["NO"] = new() { ["free"] = 1 } }, Excluded = new() { ["bot"] = 5 } }));

    private StoredPopularity Stored() => new(_harness.Store, Options.Create(new CatalogOptions()), _harness.Metrics, _harness.Clock);

    private async Task<int> PopularityAsync(string id) => (await Stored().GetAsync([id]))[id];

    /// <summary>The steps in the order of the orchestration.</summary>
    private async Task<int> RunAsync(DateOnly? day = null, string? run = null)
    {
        run ??= (++_run).ToString(CultureInfo.InvariantCulture);
        var steps = new PopularityRun(
            _harness.Store, _harness.Catalog, new DayCounts(_harness.Store), Stored(), _harness.Changes, _harness.Clock, NullLogger<PopularityRun>.Instance);
        foreach (var (part, range) in (await steps.PlanAsync(CancellationToken.None)).Index())
            await steps.CountAsync(new PopularityRangeInput(run, day ?? Today, range, part), CancellationToken.None);
        var tops = new PopularityTops(0, 0, 0);
        for (var bucket = 0; bucket < PopularityDocument.Buckets; bucket++)
            tops = tops.Or(await steps.MergeAsync(new PopularityBucketInput(run, bucket), CancellationToken.None));
        var moved = 0;
        for (var bucket = 0; bucket < PopularityDocument.Buckets; bucket++)
            moved += await steps.WriteAsync(new PopularityWriteInput(run, bucket, tops), CancellationToken.None);
        return moved;
    }
}
