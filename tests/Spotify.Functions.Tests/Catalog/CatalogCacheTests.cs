using Shouldly;
using Spotify.Core;
using Spotify.Core.Playback;
using Xunit;

namespace Spotify.Functions.Tests.Catalog;

public sealed class CatalogCacheTests : IAsyncLifetime
{
    private readonly CatalogHarness _harness = new();
    private readonly TestRelease _release = TestRelease.Create();

    private string TrackId => _release.Tracks[0].Id;

    public Task InitializeAsync() => _harness.AnotherInstance().PublishAsync(_release.Album, _release.Tracks);

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    [Fact]
    public async Task What_was_read_is_served_without_the_store_and_without_waiting()
    {
        await _harness.Catalog.FindTrackAsync(TrackId);
        var reads = _harness.Store.Reads;
        var again = _harness.Catalog.FindTrackAsync(TrackId);
        again.IsCompletedSuccessfully.ShouldBeTrue();
        (await again).ShouldNotBeNull();
        _harness.Store.Reads.ShouldBe(reads);
    }

    [Fact]
    public async Task Tracks_share_grants_that_are_equal_and_no_others()
    {
        var ends = TestRelease.World with { Until = _harness.Clock.Now.AddYears(1) };
        var release = TestRelease.Create(upc: "0123456789013", isrcPrefix: "SEABD26", tracks: 5)
            .With(1, track => track with { Rights = [ends] })
            .With(2, track => track with { Rights = [ends with { Until = ends.Until!.Value.AddTicks(1) }] })
            .With(3, track => track with { Rights = [TestRelease.World with { Except = ["SE"] }] })
            .With(4, track => track with { Rights = [ends with { }] });
        await _harness.AnotherInstance().PublishAsync(release.Album, release.Tracks);

        var read = new List<IReadOnlyList<RightsGrant>>();
        foreach (var track in release.Tracks)
            read.Add((await _harness.Catalog.FindTrackAsync(track.Id)).ShouldNotBeNull().Track.Rights);

        read.Select(rights => (rights[0].Until, rights[0].Except.Count)).ShouldBe(
            release.Tracks.Select(track => (track.Rights[0].Until, track.Rights[0].Except.Count)));
        read.Distinct(ReferenceEqualityComparer.Instance).Count().ShouldBe(4);
        read[4].ShouldBeSameAs(read[1]);
        (await _harness.Catalog.FindTrackAsync(TrackId)).ShouldNotBeNull().Track.Rights.ShouldBeSameAs(read[0]);
    }

    [Fact]
    public async Task A_hundred_readers_at_once_make_one_read()
    {
        var gate = new TaskCompletionSource();
        _harness.Store.ReadsWaitFor = gate.Task;
        var reads = _harness.Store.Reads;
        var readers = Enumerable.Range(0, 100).Select(_ => _harness.Catalog.FindTrackAsync(TrackId).AsTask()).ToList();
        gate.SetResult();
        (await Task.WhenAll(readers)).ShouldAllBe(track => track != null);
        // One of the track, one of its album.
        (_harness.Store.Reads - reads).ShouldBe(2);
    }

    [Fact]
    public async Task A_takedown_by_another_instance_is_seen_within_a_minute()
    {
        (await _harness.Catalog.FindTrackAsync(TrackId)).ShouldNotBeNull();
        var takenDown = TestRelease.Create("v2").With(0, track => track with { Rights = [TestRelease.World with { Until = _harness.Clock.Now }] });
        await _harness.AnotherInstance().PublishAsync(takenDown.Album, takenDown.Tracks);

        _harness.Clock.Advance(TimeSpan.FromSeconds(50));
        var track = (await _harness.Catalog.FindTrackAsync(TrackId)).ShouldNotBeNull().Track;
        Rights.Decide(track.Rights, "SE", Tier.Premium, RightsUse.Stream, _harness.Clock.Now).ShouldBe(RightsDecision.TakenDown);
    }

    [Fact]
    public async Task An_entry_of_half_a_minute_is_served_at_once_and_confirmed_behind_the_readers_back()
    {
        await _harness.Catalog.FindAlbumAsync(_release.Album.Id);
        var second = TestRelease.Create("v2");
        await _harness.AnotherInstance().PublishAsync(second.Album, second.Tracks);

        _harness.Clock.Advance(TimeSpan.FromSeconds(30));
        var gate = new TaskCompletionSource();
        _harness.Store.ReadsWaitFor = gate.Task;
        (await _harness.Catalog.FindAlbumAsync(_release.Album.Id)).ShouldNotBeNull().Title.ShouldBe("Album v1");
        (await _harness.Catalog.FindAlbumAsync(_release.Album.Id)).ShouldNotBeNull().Title.ShouldBe("Album v1");
        var reads = _harness.Store.ReadsOf("album:" + _release.Album.Id);

        gate.SetResult();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while ((await _harness.Catalog.FindAlbumAsync(_release.Album.Id))!.Title != "Album v2")
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        _harness.Store.ReadsOf("album:" + _release.Album.Id).ShouldBe(reads);
    }

    [Fact]
    public async Task What_was_read_before_is_served_for_as_long_as_the_store_is_in_trouble()
    {
        await _harness.Catalog.FindTrackAsync(TrackId);
        _harness.Store.ReadsFail = _ => true;
        for (var minutes = 0; minutes < 180; minutes += 5)
        {
            _harness.Clock.Advance(TimeSpan.FromMinutes(5));
            (await _harness.Catalog.FindTrackAsync(TrackId)).ShouldNotBeNull();
        }

        await Should.ThrowAsync<TransientException>(() => _harness.Catalog.FindTrackAsync(_release.Tracks[1].Id).AsTask());
    }

    [Fact]
    public async Task While_the_store_is_in_trouble_it_is_not_asked_again_for_two_seconds()
    {
        await _harness.Catalog.FindAlbumAsync(_release.Album.Id);
        _harness.Store.ReadsFail = _ => true;
        _harness.Clock.Advance(TimeSpan.FromMinutes(5));
        var reads = _harness.Store.Reads;
        for (var i = 0; i < 100; i++)
            (await _harness.Catalog.FindAlbumAsync(_release.Album.Id)).ShouldNotBeNull();
        (_harness.Store.Reads - reads).ShouldBe(1);
    }

    [Fact]
    public async Task After_the_trouble_the_new_version_comes_through()
    {
        await _harness.Catalog.FindTrackAsync(TrackId);
        var second = TestRelease.Create("v2");
        await _harness.AnotherInstance().PublishAsync(second.Album, second.Tracks);
        _harness.Store.ReadsFail = _ => true;
        _harness.Clock.Advance(TimeSpan.FromMinutes(5));
        (await _harness.Catalog.FindTrackAsync(TrackId)).ShouldNotBeNull().Track.Title.ShouldBe("Track 1 v1");

        _harness.Store.ReadsFail = _ => false;
        _harness.Clock.Advance(TimeSpan.FromSeconds(3));
        (await _harness.Catalog.FindTrackAsync(TrackId)).ShouldNotBeNull().Track.Title.ShouldBe("Track 1 v2");
    }

    [Fact]
    public async Task What_is_not_there_is_looked_for_again_after_five_seconds()
    {
        var later = TestRelease.Create(upc: "777777777777");
        (await _harness.Catalog.FindTrackAsync(later.Tracks[0].Id)).ShouldBeNull();
        await _harness.AnotherInstance().PublishAsync(later.Album, later.Tracks);
        (await _harness.Catalog.FindTrackAsync(later.Tracks[0].Id)).ShouldBeNull();
        _harness.Clock.Advance(TimeSpan.FromSeconds(5));
        (await _harness.Catalog.FindTrackAsync(later.Tracks[0].Id)).ShouldNotBeNull();
    }
}
