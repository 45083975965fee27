using System.Net;
using Shouldly;
using Spotify.Core.Catalog;
using Xunit;

namespace Spotify.Functions.Tests.Catalog.Browse;

/// <summary>New releases, categories and what is listed under them. An application of its own: its list of new releases is looked at whole.</summary>
public sealed class BrowseTests(CatalogApplication application) : IClassFixture<CatalogApplication>
{
    [Fact]
    public async Task New_releases_come_newest_first_and_whoever_follows_next_misses_none_while_others_come()
    {
        var now = DateTimeOffset.UtcNow;
        var releases = Enumerable.Range(0, 7).Select(i => TestReleases.New(published: now.AddHours(-i))).ToList();
        foreach (var release in releases)
            await application.PublishAsync(release);
        await application.PublishAsync(TestReleases.New(published: now.AddDays(-120)));
        await application.PublishAsync(TestReleases.New(published: now, rights: TestRelease.World with { Markets = ["NO"] }));

        var seen = new List<string?>();
        var path = "/v1/browse/new-releases?limit=2";
        while (path is not null)
        {
            var page = (await application.GetAsync(path)).Ok()["albums"];
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()));
            path = page.GetProperty("next").GetString();
            // Comes before all that was there, and would push an item onto the next page.
            await application.PublishAsync(TestReleases.New(published: now.AddMinutes(1)));
        }

        seen.ShouldBeUnique();
        seen.Where(releases.Select(release => release.Album.Id).Contains).ShouldBe(releases.Select(release => release.Album.Id));
        (await application.GetAsync("/v1/browse/new-releases?market=NO&limit=1")).Ok()["albums"].GetProperty("total").GetInt32().ShouldBeGreaterThan(seen.Count);
    }

    [Fact]
    public async Task A_genre_a_mood_and_an_activity_list_the_albums_that_suit_them()
    {
        var ambient = TestReleases.New(genres: ["Ambient"]);
        var polka = TestReleases.New(genres: ["Polka / Oberkrainer"]);
        await application.PublishAsync(ambient);
        await application.PublishAsync(polka);
        (await IdsAsync("genres/ambient")).ShouldContain(ambient.Album.Id);
        (await IdsAsync("genres/polka-oberkrainer")).ShouldBe([polka.Album.Id]);
        (await IdsAsync("moods/calm")).ShouldContain(ambient.Album.Id);
        (await IdsAsync("activities/sleep")).ShouldContain(ambient.Album.Id);
        (await IdsAsync("activities/party")).ShouldNotContain(ambient.Album.Id);
        // A genre that seeds recommendations is one also before anything of it came out.
        (await IdsAsync("genres/chiptune")).ShouldBeEmpty();
        foreach (var unknown in (string[])["genres/no-such-genre", "moods/sleep", "activities/calm", "genres/Ambient"])
            (await application.GetAsync("/v1/browse/" + unknown)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Categories_have_names_in_the_language_that_is_asked_for()
    {
        var all = (await application.GetAsync("/v1/browse/categories?limit=50&locale=sv_SE")).Ok()["categories"];
        all.GetProperty("total").GetInt32().ShouldBe(BrowseCategory.All.Count);
        all.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name").GetString()).ShouldBe(BrowseCategory.All.Take(50).Select(category => category.NameIn("sv")));
        (await application.GetAsync("/v1/browse/categories/workout?locale=sv_SE")).Ok()["name"].GetString().ShouldBe("Träning");
        (await application.GetAsync("/v1/browse/categories/workout?locale=xx_XX")).Ok()["name"].GetString().ShouldBe("Workout");
        (await application.GetAsync("/v1/browse/categories/no-such")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await application.GetAsync("/v1/browse/categories?limit=5&offset=1000")).Ok()["categories"].GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Markets_and_genre_seeds_are_what_they_are()
    {
        (await application.GetAsync("/v1/markets")).Ok()["markets"].EnumerateArray().Select(market => market.GetString()).ShouldBe(Markets.All);
        (await application.GetAsync("/v1/recommendations/available-genre-seeds")).Ok()["genres"].EnumerateArray().Select(genre => genre.GetString()).ShouldBe(BrowseCategory.AllGenres);
    }

    [Fact]
    public async Task Playlists_are_empty_pages_or_not_there()
    {
        foreach (var path in (string[])["/v1/users/somebody/playlists?limit=5&offset=10", "/v1/me/playlists"])
        {
            var page = path.Contains("/me/", StringComparison.Ordinal)
                ? (await application.AsAsync(application.Token("me", "playlist-read-private"), HttpMethod.Get, path)).Ok()
                : (await application.GetAsync(path)).Ok();
            (page["items"].GetArrayLength(), page["total"].GetInt32(), page["next"].GetString()).ShouldBe((0, 0, null));
            page["href"].GetString()!.ShouldStartWith(application.Root + path.Split('?')[0]);
        }

        (await application.AsAsync(application.Token("me", "user-read-email"), HttpMethod.Get, "/v1/me/playlists")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await application.GetAsync("/v1/browse/featured-playlists?locale=sv_SE")).Ok()["playlists"].GetProperty("total").GetInt32().ShouldBe(0);
        (await application.GetAsync("/v1/browse/categories/pop/playlists")).Ok()["message"].GetString().ShouldNotBeNull();
        (await application.GetAsync("/v1/browse/categories/none/playlists")).Status.ShouldBe(HttpStatusCode.NotFound);
        var id = SpotifyId.Derive("playlist", "1");
        foreach (var tail in (string[])["", "/tracks", "/items", "/images", "/followers/contains"])
            (await application.GetAsync($"/v1/playlists/{id}{tail}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await application.GetAsync("/v1/playlists/x")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await application.GetAsync("/v1/users/somebody/playlists?limit=0")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    private async Task<IReadOnlyList<string?>> IdsAsync(string path) =>
        [.. (await application.GetAsync($"/v1/browse/{path}?limit=50")).Ok()["albums"].GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString())];
}
