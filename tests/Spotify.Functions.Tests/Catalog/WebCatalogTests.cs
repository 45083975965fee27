using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Spotify.Core.Catalog;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Auth.Changes;
using Xunit;

namespace Spotify.Functions.Tests.Catalog;

/// <summary>Tracks, albums and artists over HTTP, as clients of the Spotify Web API ask for them.</summary>
[Collection(CatalogApplicationCollection.Name)]
public sealed class WebCatalogTests(CatalogApplication application)
{
    private static readonly string[] TrackFields =
    [
        "album", "artists", "available_markets", "disc_number", "duration_ms", "episode", "explicit", "external_ids", "external_urls", "href", "id", "is_local", "is_playable", "name", "play_count",
        "popularity", "preview_url", "track", "track_number", "type", "uri",
    ];

    private static readonly string[] AlbumFields =
    [
        "album_group", "album_type", "artists", "available_markets", "copyrights", "external_ids", "external_urls", "genres", "href", "id", "images", "label", "name", "popularity", "release_date",
        "release_date_precision", "total_tracks", "tracks", "type", "uri",
    ];

    private static readonly string[] ArtistFields =
    [
        "biography", "external_urls", "followers", "genres", "href", "id", "images", "is_verified", "links", "monthly_listeners", "name", "popularity", "type", "uri",
    ];

    [Fact]
    public async Task A_track_has_every_field_of_the_web_API()
    {
        var release = await PublishedAsync(TestReleases.New());
        var id = release.Tracks[0].Id;
        var track = (await application.GetAsync($"/v1/tracks/{id}")).Ok();
        Names(track.Body).ShouldBe(TrackFields);
        Names(track["album"]).ShouldBe(AlbumFields.Except(["tracks"]));
        track["href"].GetString().ShouldBe($"{application.Root}/v1/tracks/{id}");
        track["external_urls"].GetProperty("spotify").GetString().ShouldBe($"{application.Root}/track/{id}");
        track["external_ids"].GetProperty("isrc").GetString().ShouldBe(release.Tracks[0].Isrc);
        track["available_markets"].EnumerateArray().Select(market => market.GetString()).ShouldBe(Markets.All);
        track["album"].GetProperty("images").EnumerateArray().Select(image => (image.GetProperty("height").GetInt32(), image.GetProperty("width").GetInt32()))
            .ShouldBe([(640, 640), (300, 300), (64, 64)]);
    }

    [Fact]
    public async Task An_album_has_every_field_and_its_first_tracks_as_a_page()
    {
        var release = await PublishedAsync(TestReleases.New(tracks: 55));
        var album = (await application.GetAsync($"/v1/albums/{release.Album.Id}?market=SE")).Ok();
        Names(album.Body).ShouldBe(AlbumFields);
        var tracks = album["tracks"];
        tracks.GetProperty("items").GetArrayLength().ShouldBe(50);
        tracks.GetProperty("total").GetInt32().ShouldBe(55);
        var next = (await application.GetAsync(tracks.GetProperty("next").GetString()!)).Ok();
        next.Ids("items").ShouldBe(release.Tracks.Skip(50).Select(track => track.Id));
        next["next"].ValueKind.ShouldBe(JsonValueKind.Null);
        (await application.GetAsync(next["previous"].GetString()!)).Ok().Ids("items").ShouldBe(release.Tracks.Take(50).Select(track => track.Id));
    }

    [Fact]
    public async Task An_artist_is_made_of_his_releases()
    {
        var artist = "Maker " + Guid.NewGuid();
        await PublishedAsync(TestReleases.New(artist, genres: ["Folk"], released: new DateOnly(2020, 1, 1)));
        await PublishedAsync(TestReleases.New(artist, genres: ["Indie", "Folk"], released: new DateOnly(2024, 1, 1)));
        var newest = await PublishedAsync(TestReleases.New(artist, genres: ["Folk"], released: new DateOnly(2025, 5, 1)));
        await PublishedAsync(TestReleases.New("Somebody else", genres: ["Polka"], guests: [artist], released: new DateOnly(2026, 5, 1)));
        var shown = (await application.GetAsync($"/v1/artists/{TestReleases.IdOf(artist)}")).Ok();
        Names(shown.Body).ShouldBe(ArtistFields);
        shown["name"].GetString().ShouldBe(artist);
        shown["genres"].EnumerateArray().Select(genre => genre.GetString()).ShouldBe(["Folk", "Indie"]);
        shown["images"][0].GetProperty("url").GetString()!.ShouldContain($"/{newest.Album.Id}/cover/640.jpg?");
        shown["is_verified"].GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task Several_come_in_the_order_of_their_ids_with_null_for_what_is_not_there()
    {
        var release = await PublishedAsync(TestReleases.New());
        var nobody = SpotifyId.Derive("nothing");
        var (one, two) = (release.Tracks[1].Id, release.Tracks[0].Id);
        (await application.GetAsync($"/v1/tracks?ids={one},{nobody},{two},{one}")).Ok().Ids("tracks").ShouldBe([one, null, two, one]);
        (await application.GetAsync($"/v1/albums?ids={nobody},{release.Album.Id}")).Ok().Ids("albums").ShouldBe([null, release.Album.Id]);
        (await application.GetAsync($"/v1/artists?ids={release.Album.Artists[0].Id},{nobody}")).Ok().Ids("artists").ShouldBe([release.Album.Artists[0].Id, null]);
        (await application.GetAsync($"/v1/shows?ids={nobody}")).Ok().Ids("shows").ShouldBe([null]);
        (await application.GetAsync($"/v1/episodes?ids={nobody}")).Ok().Ids("episodes").ShouldBe([null]);
        (await application.GetAsync($"/v1/audiobooks?ids={nobody}")).Ok().Ids("audiobooks").ShouldBe([null]);
        (await application.GetAsync($"/v1/chapters?ids={nobody}")).Ok().Ids("chapters").ShouldBe([null]);
    }

    [Theory]
    [InlineData("/v1/tracks")]
    [InlineData("/v1/tracks?ids=")]
    [InlineData("/v1/tracks?ids=nonsense")]
    [InlineData("/v1/tracks?ids=0000000000000000000001,")]
    [InlineData("/v1/tracks/x")]
    [InlineData("/v1/tracks/0000000000000000000001?market=XX")]
    [InlineData("/v1/tracks/0000000000000000000001?market=SE&market=NO")]
    [InlineData("/v1/tracks/0000000000000000000001?market=")]
    [InlineData("/v1/albums/0000000000000000000001/tracks?limit=0")]
    [InlineData("/v1/albums/0000000000000000000001/tracks?limit=51")]
    [InlineData("/v1/albums/0000000000000000000001/tracks?limit=x")]
    [InlineData("/v1/albums/0000000000000000000001/tracks?offset=-1")]
    [InlineData("/v1/albums/0000000000000000000001/tracks?offset=1&offset=2")]
    [InlineData("/v1/artists/0000000000000000000001/albums?include_groups=albums")]
    [InlineData("/v1/artists/0000000000000000000001/albums?after=nonsense")]
    [InlineData("/v1/browse/new-releases?after=%00~x")]
    [InlineData("/v1/browse/categories?locale=swedish")]
    public async Task What_is_badly_asked_is_refused_by_name(string path)
    {
        var answer = await application.GetAsync(path);
        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Reason.ShouldBe("INVALID_REQUEST");
    }

    [Theory]
    [InlineData("tracks", 50)]
    [InlineData("albums", 20)]
    [InlineData("artists", 50)]
    [InlineData("shows", 50)]
    [InlineData("episodes", 50)]
    [InlineData("audiobooks", 50)]
    [InlineData("chapters", 50)]
    public async Task Too_many_ids_are_refused(string kind, int most)
    {
        string Ids(int count) => string.Join(',', Enumerable.Range(0, count).Select(i => SpotifyId.Derive("many", $"{i}")));
        (await application.GetAsync($"/v1/{kind}?ids={Ids(most)}")).Ok();
        (await application.GetAsync($"/v1/{kind}?ids={Ids(most + 1)}")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_market_says_what_is_playable_there_and_without_one_nothing_is_said()
    {
        var release = await PublishedAsync(TestReleases.New(rights: TestRelease.World with { Markets = ["SE", "NO"], Tiers = ["premium"] }));
        var path = $"/v1/tracks/{release.Tracks[0].Id}";
        (await application.GetAsync(path)).Ok()["is_playable"].GetBoolean().ShouldBeTrue();
        Reason(await application.GetAsync(path + "?market=DE")).ShouldBe("market");
        Reason(await application.GetAsync($"/v1/albums/{release.Album.Id}?market=DE")).ShouldBe("market");
        Reason(await application.GetFreeAsync(path)).ShouldBe("product");
        (await application.GetFreeAsync(path + "?market=from_token")).Ok()["is_playable"].GetBoolean().ShouldBeFalse();
        (await application.GetAsync(path + "?market=no")).Ok()["is_playable"].GetBoolean().ShouldBeTrue();
        var nowhere = (await application.GetNowhereAsync(path)).Ok();
        nowhere.Body.TryGetProperty("is_playable", out _).ShouldBeFalse();
        nowhere.Body.TryGetProperty("restrictions", out _).ShouldBeFalse();
        nowhere["available_markets"].EnumerateArray().Select(market => market.GetString()).ShouldBe(["NO", "SE"]);

        static string? Reason(WebAnswer answer) => answer.Ok()["restrictions"].GetProperty("reason").GetString();
    }

    [Fact]
    public async Task Who_filters_explicit_content_is_told_that_it_is_not_playable_for_him()
    {
        var release = await PublishedAsync(TestReleases.New());
        var (plain, explicitTrack) = (release.Tracks.First(track => !track.Explicit), release.Tracks.First(track => track.Explicit));
        await application.Services.GetRequiredService<IAccountChanges>().AnnounceAsync(new AccountChange("filtering", DateTimeOffset.UtcNow) { ExplicitFilter = true });
        Task<WebAnswer> AskAsync(string path) => application.AsAsync(application.Token("filtering"), HttpMethod.Get, path);

        var filtered = (await AskAsync($"/v1/tracks/{explicitTrack.Id}")).Ok();
        (filtered["is_playable"].GetBoolean(), filtered["restrictions"].GetProperty("reason").GetString()).ShouldBe((false, "explicit"));
        filtered["preview_url"].ValueKind.ShouldBe(JsonValueKind.Null);
        (await AskAsync($"/v1/tracks/{plain.Id}")).Ok()["is_playable"].GetBoolean().ShouldBeTrue();
        (await AskAsync($"/v1/albums/{release.Album.Id}")).Ok()["tracks"].GetProperty("items").EnumerateArray()
            .Select(track => (track.GetProperty("explicit").GetBoolean(), track.GetProperty("is_playable").GetBoolean())).ShouldAllBe(track => track.Item1 != track.Item2);
        (await application.GetAsync($"/v1/tracks/{explicitTrack.Id}")).Ok()["is_playable"].GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task An_answer_may_be_kept_and_is_asked_about_by_its_version()
    {
        var release = await PublishedAsync(TestReleases.New());
        var path = $"/v1/albums/{release.Album.Id}";
        var first = (await application.GetAsync(path)).Ok();
        first.Headers.CacheControl!.Private.ShouldBeTrue();
        // Its addresses live for an hour at the most, and no answer outlives them.
        first.Headers.CacheControl.MaxAge!.Value.ShouldBeInRange(TimeSpan.FromMinutes(54), TimeSpan.FromHours(1));
        first.Headers.Vary.ShouldBe(["Authorization"]);
        var again = await application.GetAsync(path, first.Version);
        if (again.Status == HttpStatusCode.OK)
            again = await application.GetAsync(path, again.Version); // A window of addresses ended just then.
        again.Status.ShouldBe(HttpStatusCode.NotModified);
        again.Body.ValueKind.ShouldBe(JsonValueKind.Undefined);
        (await application.GetAsync(path + "?market=NO", first.Version)).Status.ShouldBe(HttpStatusCode.OK);
        await PublishedAsync(release.Next("v2", album => album with { Title = "Another title" }));
        (await application.GetAsync(path, again.Version)).Ok()["name"].GetString().ShouldBe("Another title");
    }

    [Fact]
    public async Task A_licence_that_ends_soon_bounds_how_long_an_answer_is_kept()
    {
        var release = await PublishedAsync(TestReleases.New(rights: TestRelease.World with { Until = DateTimeOffset.UtcNow.AddMinutes(10) }));
        (await application.GetAsync($"/v1/tracks/{release.Tracks[0].Id}")).Headers.CacheControl!.MaxAge!.Value.ShouldBeInRange(TimeSpan.FromMinutes(8), TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task Albums_of_an_artist_come_newest_first_by_group()
    {
        var artist = "Lister " + Guid.NewGuid();
        var id = TestReleases.IdOf(artist);
        var old = await PublishedAsync(TestReleases.New(artist, released: new DateOnly(1999, 3, 1)));
        var single = await PublishedAsync(TestReleases.New(artist, "ep", new DateOnly(2001, 3, 1)));
        var best = await PublishedAsync(TestReleases.New(artist, "compilation", new DateOnly(2000, 3, 1)));
        var guest = await PublishedAsync(TestReleases.New("The host", guests: [artist], released: new DateOnly(2003, 1, 1)));
        var all = (await application.GetAsync($"/v1/artists/{id}/albums")).Ok();
        all.Ids("items").ShouldBe([guest.Album.Id, single.Album.Id, best.Album.Id, old.Album.Id]);
        all["items"].EnumerateArray().Select(item => item.GetProperty("album_group").GetString()).ShouldBe(["appears_on", "single", "compilation", "album"]);
        all["total"].GetInt32().ShouldBe(4);
        (await application.GetAsync($"/v1/artists/{id}/albums?include_groups=album,single&limit=1")).Ok().Ids("items").ShouldBe([single.Album.Id]);
        (await application.GetAsync($"/v1/artists/{id}/albums?include_groups=album,single&limit=1&offset=1")).Ok().Ids("items").ShouldBe([old.Album.Id]);
        (await application.GetAsync($"/v1/artists/{SpotifyId.Derive("nobody")}/albums")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Top_tracks_of_an_artist_whom_nobody_has_played_are_those_of_his_newest_releases()
    {
        var artist = "Quiet " + Guid.NewGuid();
        await PublishedAsync(TestReleases.New(artist, tracks: 12, released: new DateOnly(2020, 1, 1), rights: TestRelease.World with { Markets = ["NO"] }));
        var newest = await PublishedAsync(TestReleases.New(artist, tracks: 3, released: new DateOnly(2021, 1, 1)));
        var path = $"/v1/artists/{TestReleases.IdOf(artist)}/top-tracks";
        (await application.GetAsync(path)).Ok().Ids("tracks").ShouldBe(newest.Tracks.Select(track => track.Id));
        (await application.GetAsync(path + "?market=NO")).Ok().Ids("tracks").Count.ShouldBe(10);
    }

    [Fact]
    public async Task Related_are_those_who_play_together_and_those_of_the_same_genres()
    {
        var mark = Guid.NewGuid().ToString("N")[..8];
        await PublishedAsync(TestReleases.New("Centre " + mark, genres: ["Genre " + mark], guests: ["Friend " + mark]));
        await PublishedAsync(TestReleases.New("Friend " + mark, genres: ["Other " + mark]));
        await PublishedAsync(TestReleases.New("Alike " + mark, genres: ["Genre " + mark]));
        await PublishedAsync(TestReleases.New("Stranger " + mark, genres: ["Third " + mark]));
        (await application.GetAsync($"/v1/artists/{TestReleases.IdOf("Centre " + mark)}/related-artists")).Ok().Ids("artists")
            .ShouldBe([TestReleases.IdOf("Friend " + mark), TestReleases.IdOf("Alike " + mark)]);
    }

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(field => field.Name).Order(StringComparer.Ordinal);

    private async Task<TestRelease> PublishedAsync(TestRelease release)
    {
        (await application.PublishAsync(release)).ShouldBe(PublishOutcome.Published);
        return release;
    }
}
