using System.Text.Json;
using Shouldly;
using Spotify.Core;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Documents;
using Xunit;

namespace Spotify.Functions.Tests.Catalog;

public sealed class PublishTests : IAsyncLifetime
{
    private readonly CatalogHarness _harness = new();

    private CatalogService Catalog => _harness.Catalog;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    [Fact]
    public async Task A_published_release_is_there_as_it_was_given()
    {
        var release = TestRelease.Create();
        (await Publish(release)).ShouldBe(PublishOutcome.Published);

        var album = (await Catalog.FindAlbumAsync(release.Album.Id)).ShouldNotBeNull();
        Json(album).ShouldBe(Json(release.Album with { Rights = [TestRelease.World] }));
        foreach (var track in release.Tracks)
        {
            var found = (await Catalog.FindTrackAsync(track.Id)).ShouldNotBeNull();
            Json(found.Track).ShouldBe(Json(track));
            found.Album.ShouldBeSameAs(album);
        }
    }

    [Fact]
    public async Task Nothing_of_a_release_is_visible_before_its_album_is_written()
    {
        var release = TestRelease.Create();
        _harness.Store.WritesFail = id => id.StartsWith("album:", StringComparison.Ordinal);
        await Should.ThrowAsync<TransientException>(() => Publish(release));
        (await Titles(release)).ShouldAllBe(title => title == null);

        _harness.Store.WritesFail = _ => false;
        (await Publish(release)).ShouldBe(PublishOutcome.Published);
        (await Titles(release)).ShouldBe(["Track 1 v1", "Track 2 v1", "Track 3 v1"]);
    }

    [Fact]
    public async Task A_new_version_shows_itself_whole_and_only_with_its_album()
    {
        await Publish(TestRelease.Create("v1"));
        var second = TestRelease.Create("v2");
        _harness.Store.WritesFail = id => id.StartsWith("album:", StringComparison.Ordinal);
        await Should.ThrowAsync<TransientException>(() => Publish(second));
        (await Titles(second, _harness.AnotherInstance())).ShouldBe(["Track 1 v1", "Track 2 v1", "Track 3 v1"]);

        _harness.Store.WritesFail = _ => false;
        (await Publish(second)).ShouldBe(PublishOutcome.Published);
        (await Titles(second)).ShouldBe(["Track 1 v2", "Track 2 v2", "Track 3 v2"]);
        (await Catalog.FindAlbumAsync(second.Album.Id)).ShouldNotBeNull().Title.ShouldBe("Album v2");
    }

    [Fact]
    public async Task A_track_that_the_new_version_leaves_out_is_gone()
    {
        var first = TestRelease.Create("v1", tracks: 3);
        await Publish(first);
        await Publish(TestRelease.Create("v2", tracks: 2));
        (await Titles(first)).ShouldBe(["Track 1 v2", "Track 2 v2", null]);
    }

    [Fact]
    public async Task A_repeat_changes_nothing_not_even_after_a_later_version()
    {
        var first = TestRelease.Create("v1");
        await Publish(first);
        (await Publish(first)).ShouldBe(PublishOutcome.AlreadyPublished);
        await Publish(TestRelease.Create("v2"));
        (await Publish(first)).ShouldBe(PublishOutcome.AlreadyPublished);
        (await Titles(first)).ShouldBe(["Track 1 v2", "Track 2 v2", "Track 3 v2"]);
    }

    [Fact]
    public async Task Another_labels_UPC_is_refused()
    {
        var mine = TestRelease.Create();
        await Publish(mine);
        (await Publish(TestRelease.Create("v2", label: "label-b", isrcPrefix: "USXYZ26"))).ShouldBe(PublishOutcome.OwnedByAnotherLabel);
        (await Titles(mine)).ShouldBe(["Track 1 v1", "Track 2 v1", "Track 3 v1"]);
    }

    [Fact]
    public async Task Another_labels_ISRC_is_refused_and_leaves_no_claim_behind()
    {
        await Publish(TestRelease.Create(tracks: 3));
        // Recordings 3 and 4: the first is the other label's, the second is nobody's yet.
        var thief = TestRelease.Create(label: "label-b", upc: "999999999999", firstTrack: 3, tracks: 2);
        (await Publish(thief)).ShouldBe(PublishOutcome.IsrcConflict);
        (await Catalog.FindAlbumAsync(thief.Album.Id)).ShouldBeNull();
        (await Catalog.FindRecordingAsync("SEABC2600003")).ShouldNotBeNull().LabelId.ShouldBe("label-a");
        (await Catalog.FindRecordingAsync("SEABC2600004")).ShouldBeNull();
        (await Publish(TestRelease.Create(label: "label-c", upc: "888888888888", firstTrack: 4, tracks: 1))).ShouldBe(PublishOutcome.Published);
    }

    [Fact]
    public async Task A_label_may_have_its_recording_on_two_releases_and_the_first_one_owns_it()
    {
        var first = TestRelease.Create();
        await Publish(first);
        (await Publish(TestRelease.Create(upc: "777777777777"))).ShouldBe(PublishOutcome.Published);
        (await Catalog.FindRecordingAsync(first.Tracks[0].Isrc)).ShouldBe(
            new RecordingOwner(first.Tracks[0].Isrc, "label-a", first.Tracks[0].Audio.SourceSha256, first.Tracks[0].Id));
    }

    [Fact]
    public async Task New_audio_for_a_track_is_what_its_recording_stands_for_then()
    {
        await Publish(TestRelease.Create("v1"));
        var remastered = TestRelease.Create("v2").With(0, track => track with { Audio = track.Audio with { SourceSha256 = new string('f', 64) } });
        await Publish(remastered);
        (await Catalog.FindRecordingAsync(remastered.Tracks[0].Isrc)).ShouldNotBeNull().SourceSha256.ShouldBe(new string('f', 64));
    }

    [Fact]
    public async Task Publications_at_the_same_time_end_in_one_whole_version()
    {
        var versions = Enumerable.Range(1, 8).Select(number => TestRelease.Create($"v{number}", tracks: 20)).ToList();
        var outcomes = await Task.WhenAll(versions.Select(version => Task.Run(() => _harness.AnotherInstance().PublishAsync(version.Album, version.Tracks))));
        outcomes.ShouldAllBe(outcome => outcome == PublishOutcome.Published);

        var fresh = _harness.AnotherInstance();
        var album = (await fresh.FindAlbumAsync(versions[0].Album.Id)).ShouldNotBeNull();
        foreach (var track in album.Tracks)
            (await fresh.FindTrackAsync(track.Id)).ShouldNotBeNull().Track.ReleaseVersion.ShouldBe(album.ReleaseVersion);
    }

    [Fact]
    public async Task Two_labels_that_race_for_a_UPC_get_one_owner()
    {
        var releases = new[] { TestRelease.Create(label: "label-a"), TestRelease.Create(label: "label-b", isrcPrefix: "USXYZ26") };
        var outcomes = await Task.WhenAll(releases.Select(release => Task.Run(() => _harness.AnotherInstance().PublishAsync(release.Album, release.Tracks))));
        outcomes.Order().ShouldBe([PublishOutcome.Published, PublishOutcome.OwnedByAnotherLabel]);
    }

    [Fact]
    public async Task A_publication_that_was_overtaken_between_staging_and_showing_goes_on_top()
    {
        await Publish(TestRelease.Create("v1"));
        var (slow, quick) = (TestRelease.Create("v2"), TestRelease.Create("v3"));
        _harness.Store.BeforeWrite = async _ =>
        {
            _harness.Store.BeforeWrite = _ => Task.CompletedTask;
            (await _harness.AnotherInstance().PublishAsync(quick.Album, quick.Tracks)).ShouldBe(PublishOutcome.Published);
        };
        (await Publish(slow)).ShouldBe(PublishOutcome.Published);
        (await Titles(slow)).ShouldBe(["Track 1 v2", "Track 2 v2", "Track 3 v2"]);
    }

    [Fact]
    public async Task Versions_that_were_superseded_or_abandoned_do_not_pile_up()
    {
        for (var version = 1; version <= 20; version++)
        {
            await Publish(TestRelease.Create($"v{version}"));
            _harness.Clock.Advance(TimeSpan.FromDays(2));
        }

        var id = TrackDocument.IdOf(TestRelease.Create().Tracks[0].Id);
        (await _harness.Store.ReadCatalogAsync<TrackDocument>(id, default)).ShouldNotBeNull().Value.Versions.Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_does_not_belong_together_is_a_bug_of_the_caller()
    {
        var release = TestRelease.Create();
        await Should.ThrowAsync<ArgumentException>(() => Catalog.PublishAsync(release.Album, [.. release.Tracks.Skip(1)]));
        await Should.ThrowAsync<ArgumentException>(() => Catalog.PublishAsync(release.Album with { Tracks = [] }, []));
        await Should.ThrowAsync<ArgumentException>(() => Publish(release.With(1, track => track with { ReleaseVersion = "v0" })));
        await Should.ThrowAsync<ArgumentException>(() => Publish(release.With(1, track => track with { LabelId = "label-b" })));
    }

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, DocumentJson.Options);

    private Task<PublishOutcome> Publish(TestRelease release) => Catalog.PublishAsync(release.Album, release.Tracks);

    private async Task<IReadOnlyList<string?>> Titles(TestRelease release, ICatalog? catalog = null)
    {
        var titles = new List<string?>();
        foreach (var track in release.Tracks)
            titles.Add((await (catalog ?? Catalog).FindTrackAsync(track.Id))?.Track.Title);
        return titles;
    }
}
