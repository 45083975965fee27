using Microsoft.AspNetCore.Http;
using Shouldly;
using Spotify.Core;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Http;
using Xunit;

namespace Spotify.Functions.Tests.Catalog;

/// <summary>Where a release is listed once it is published, and what is announced of it, whatever breaks in between.</summary>
public sealed class ReleaseShelvingTests : IAsyncLifetime
{
    private readonly CatalogHarness _harness = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    [Fact]
    public async Task A_release_stands_on_the_shelves_of_all_whom_it_names_as_what_it_is_to_them()
    {
        var release = TestReleases.New("Main", "ep", guests: ["Guest"]);
        await PublishAsync(release);
        (await ShelfAsync("Main")).ShouldBe([(release.Album.Id, "single")]);
        (await ShelfAsync("Guest")).ShouldBe([(release.Album.Id, "appears_on")]);
        (await _harness.Catalog.FindArtistAsync(TestReleases.IdOf("Guest"))).ShouldNotBeNull().Name.ShouldBe("Guest");
    }

    [Fact]
    public async Task A_later_version_leaves_the_places_where_the_earlier_stood()
    {
        var release = TestReleases.New("Main", guests: ["Guest"], genres: ["Polka"]);
        await PublishAsync(release);
        await PublishAsync(release.Next("v2", album => album with { ReleaseDate = new DateOnly(1990, 1, 1), Genres = ["Waltz"] }, track => track with { Artists = [TestReleases.Ref("Main"), TestReleases.Ref("Other")] }));
        (await ShelfAsync("Main")).ShouldBe([(release.Album.Id, "album")]);
        (await ShelfAsync("Guest")).ShouldBeEmpty();
        (await _harness.Catalog.FindArtistAsync(TestReleases.IdOf("Guest"))).ShouldBeNull();
        (await ShelfAsync("Other")).ShouldBe([(release.Album.Id, "appears_on")]);
        (await ListAsync("polka")).ShouldBeEmpty();
        (await ListAsync("waltz")).ShouldBe([release.Album.Id]);
    }

    [Fact]
    public async Task Everything_that_changed_is_announced_and_tracks_that_are_gone_too()
    {
        var release = TestReleases.New("Main", guests: ["Guest"], tracks: 3);
        await PublishAsync(release);
        var shorter = release.Next("v2") with { Tracks = [release.Tracks[0] with { ReleaseVersion = "v2" }] };
        shorter = shorter with { Album = shorter.Album with { Tracks = [release.Album.Tracks[0]] } };
        var before = _harness.Changes.All.Count;
        await PublishAsync(shorter);
        _harness.Changes.All.Skip(before).Select(change => (change.Kind, change.Id)).ShouldBe(
            [
                ("album", release.Album.Id), .. release.Tracks.Select(track => ("track", track.Id)), ("artist", TestReleases.IdOf("Main")), ("artist", TestReleases.IdOf("Guest")),
            ],
            ignoreOrder: true);
    }

    [Fact]
    public async Task Whatever_breaks_after_the_release_is_visible_a_repeat_finishes_it()
    {
        var release = TestReleases.New("Main", guests: ["Guest"], genres: ["Polka"]);
        // In each round one write gets through and the next one breaks, until nothing is left to be written but the lists, which are written every time.
        var failures = 0;
        while (true)
        {
            var written = 0;
            _harness.Store.WritesFail = id => (id.StartsWith("album:", StringComparison.Ordinal) || id.StartsWith("artist:", StringComparison.Ordinal) || id.StartsWith("shelf:", StringComparison.Ordinal)) && written++ >= 1;
            try
            {
                await _harness.AnotherInstance().PublishAsync(release.Album, release.Tracks);
                break;
            }
            catch (TransientException)
            {
                failures++;
            }
        }

        failures.ShouldBe(4);
        _harness.Store.WritesFail = _ => false;
        (await ShelfAsync("Main")).ShouldBe([(release.Album.Id, "album")]);
        (await ShelfAsync("Guest")).ShouldBe([(release.Album.Id, "appears_on")]);
        (await ListAsync("polka")).ShouldBe([release.Album.Id]);
        _harness.Changes.All.ShouldContain(change => change.Kind == "album" && change.Id == release.Album.Id);
    }

    [Fact]
    public async Task What_the_hub_did_not_take_is_announced_by_the_repeat()
    {
        var release = TestReleases.New();
        _harness.Changes.Fails = true;
        await Should.ThrowAsync<TransientException>(() => PublishAsync(release));
        (await _harness.Catalog.FindAlbumAsync(release.Album.Id)).ShouldNotBeNull();
        _harness.Changes.Fails = false;
        (await _harness.Catalog.PublishAsync(release.Album, release.Tracks)).ShouldBe(PublishOutcome.AlreadyPublished);
        _harness.Changes.All.Select(change => change.Id).ShouldContain(release.Album.Id);
    }

    [Fact]
    public async Task Many_releases_of_one_artist_at_once_all_find_their_place()
    {
        var releases = Enumerable.Range(0, 60).Select(i => TestReleases.New("Busy", released: new DateOnly(2000 + (i % 3), 1, 1))).ToList();
        var other = _harness.AnotherInstance();
        await Task.WhenAll(releases.Select((release, i) => Task.Run(() => (i % 2 == 0 ? _harness.Catalog : other).PublishAsync(release.Album, release.Tracks))));
        (await ShelfAsync("Busy")).Select(entry => entry.Id).ShouldBe(releases.Select(release => release.Album.Id), ignoreOrder: true);
    }

    [Fact]
    public async Task All_that_is_published_is_found_by_a_scan_once()
    {
        var releases = new[] { TestReleases.New("One", guests: ["Two"]), TestReleases.New("Two") };
        foreach (var release in releases)
            await PublishAsync(release);
        var found = new List<(string, string)>();
        await foreach (var change in _harness.Catalog.ScanAsync())
            found.Add((change.Kind, change.Id));
        found.ShouldBe(
            [
                .. releases.Select(release => ("album", release.Album.Id)), .. releases.SelectMany(release => release.Tracks).Select(track => ("track", track.Id)),
                ("artist", TestReleases.IdOf("One")), ("artist", TestReleases.IdOf("Two")),
            ],
            ignoreOrder: true);
    }

    private async Task PublishAsync(TestRelease release) => (await _harness.Catalog.PublishAsync(release.Album, release.Tracks)).ShouldBe(PublishOutcome.Published);

    /// <summary>An artist's albums as an instance that has kept nothing sees them, and as the one that published them does.</summary>
    private async Task<IReadOnlyList<(string Id, string Group)>> ShelfAsync(string artist)
    {
        var fresh = await ReadAsync(_harness.AnotherInstance());
        (await ReadAsync(_harness.Catalog)).ShouldBe(fresh);
        return fresh;

        async Task<List<(string Id, string Group)>> ReadAsync(CatalogService catalog)
        {
            var page = await catalog.Artists.AlbumsAsync(TestReleases.IdOf(artist), new ListQuery(new DefaultHttpContext().Request, new PageRequest(1000, 0), null), null, CancellationToken.None);
            page?.Total.ShouldBe(page.Entries.Count);
            return [.. (page?.Entries ?? []).Select(entry => (entry.Id, entry.Group))];
        }
    }

    private async Task<IReadOnlyList<string>> ListAsync(string genre) =>
        [.. (await _harness.Store.RangeAsync<AlbumListEntry>(DocumentContainer.Aggregates, AlbumListEntry.ScopeOfGenre(genre), default, 100)).Documents.Select(one => one.Document.Value.AlbumId)];
}
