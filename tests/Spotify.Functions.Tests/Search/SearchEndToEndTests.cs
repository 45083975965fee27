using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Spotify.Core.Playback;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Search;
using Spotify.Functions.Search;
using Spotify.Functions.Telemetry;
using Spotify.Functions.Tests.Catalog;
using Xunit;

namespace Spotify.Functions.Tests.Search;

public sealed class SearchEndToEndTests(SearchApplication application) : IClassFixture<SearchApplication>
{
    [Fact]
    public async Task What_is_published_is_found_within_seconds_in_the_web_APIs_shape()
    {
        await PublishAsync("Golden Harbour", "1");
        await application.PublishAsync(Release("Golden Harbour", "1"));
        var (status, body) = await application.GetAsync("/v1/search?q=goldne%20harbour&type=track,album,artist,playlist,show&limit=2&market=DE");
        status.ShouldBe(200);
        body.EnumerateObject().Select(one => one.Name).Order().ShouldBe(["albums", "artists", "playlists", "shows", "tracks"]);
        var tracks = body.GetProperty("tracks");
        tracks.GetProperty("items")[0].GetProperty("name").GetString().ShouldBe("Golden Harbour 1");
        tracks.GetProperty("items")[0].GetProperty("album").GetProperty("name").GetString().ShouldBe("Golden Harbour");
        tracks.GetProperty("limit").GetInt32().ShouldBe(2);
        tracks.GetProperty("total").GetInt32().ShouldBe(3);
        tracks.GetProperty("previous").ValueKind.ShouldBe(JsonValueKind.Null);
        var next = new Uri(tracks.GetProperty("next").GetString()!);
        next.Query.ShouldBe("?offset=2&limit=2&q=goldne%20harbour&type=track&market=DE");
        (await application.GetAsync(next.PathAndQuery)).Body.GetProperty("tracks").GetProperty("items").GetArrayLength().ShouldBe(1);
        body.GetProperty("albums").GetProperty("items")[0].GetProperty("name").GetString().ShouldBe("Golden Harbour");
        body.GetProperty("playlists").GetProperty("total").GetInt32().ShouldBe(0);
        (await application.FindAsync("isrc:SEHAR2600002")).ShouldBe(["Golden Harbour 2"]);
        (await application.FindAsync("upc:000000000001", type: "album")).ShouldBe(["Golden Harbour"]);
    }

    [Fact]
    public async Task Suggestions_come_while_a_name_is_typed()
    {
        await PublishAsync("Velvet Telescope", "2");
        var (status, body) = await application.GetAsync("/v1/search/suggest?q=velvet%20tel&limit=5");
        status.ShouldBe(200);
        var first = body.GetProperty("suggestions")[0];
        first.GetProperty("text").GetString()!.ShouldStartWith("Velvet Telescope");
        first.GetProperty("kind").GetString().ShouldBeOneOf("track", "album");
        first.GetProperty("uri").GetString().ShouldBe($"spotify:{first.GetProperty("kind").GetString()}:{first.GetProperty("id").GetString()}");
        first.GetProperty("by").GetString().ShouldBe("The Testers");
        (await application.GetAsync("/v1/search/suggest?q=v&limit=50")).Status.ShouldBe(400);
    }

    [Fact]
    public async Task What_is_not_available_in_the_country_is_not_found_until_its_licence_says_otherwise()
    {
        var swedish = TestRelease.World with { Markets = ["SE"] };
        await application.PublishAsync(Release("Crooked Orchard", "3", rights: swedish));
        await SearchApplication.EventuallyAsync("it is found at home", async () => (await application.FindAsync("crooked orchard")).Count == 3);
        (await application.FindAsync("crooked orchard", country: "US")).ShouldBeEmpty();
        (await application.FindAsync("crooked orchard", country: "US", type: "album")).ShouldBeEmpty();
        await application.PublishAsync(Release("Crooked Orchard", "3", version: "v2"));
        await SearchApplication.EventuallyAsync("it is found abroad", async () => (await application.FindAsync("crooked orchard", country: "US")).Count == 3);
        await application.PublishAsync(Release("Crooked Orchard", "3", version: "v3", rights: TestRelease.World with { Until = DateTimeOffset.UtcNow.AddDays(-1) }));
        await SearchApplication.EventuallyAsync("it is found nowhere", async () => (await application.FindAsync("crooked orchard")).Count == 0);
    }

    [Fact]
    public async Task A_licence_that_begins_later_is_found_when_it_does()
    {
        await application.PublishAsync(Release("Restless Sparrow", "4", rights: TestRelease.World with { From = DateTimeOffset.UtcNow.AddSeconds(4) }));
        await SearchApplication.EventuallyAsync("its time has come", async () => (await application.FindAsync("restless sparrow")).Count == 3);
    }

    [Fact]
    public async Task An_operator_has_the_index_made_anew_while_it_is_searched_and_changed()
    {
        await PublishAsync("Emerald Lantern", "5");
        var before = (await application.GetAsync("/v1/admin/search", admin: true)).Body.GetProperty("live").GetString();
        var (status, body) = await application.GetAsync("/v1/admin/search/reindex", admin: true, method: HttpMethod.Post);
        status.ShouldBe(202, body.ToString());
        body.GetProperty("instance").GetString()!.ShouldStartWith("search-reindex-");
        await PublishAsync("Emerald Mirror", "6");
        await SearchApplication.EventuallyAsync("another index is live", async () =>
        {
            (await application.FindAsync("emerald lantern")).Count.ShouldBe(3);
            return (await application.GetAsync("/v1/admin/search", admin: true)).Body.GetProperty("live").GetString() != before;
        });
        (await application.FindAsync("emerald mirror")).Count.ShouldBe(3);
        var state = (await application.GetAsync("/v1/admin/search", admin: true)).Body;
        state.GetProperty("items").GetInt64().ShouldBeGreaterThanOrEqualTo(8);
        state.GetProperty("live_schema").GetInt32().ShouldBe(SearchGenerations.Schema);
    }

    [Fact]
    public async Task What_changed_while_an_index_was_filled_is_read_again_when_it_is_live()
    {
        var services = application.Host.Services;
        var (reindexing, updates, index) = (services.GetRequiredService<SearchReindexing>(), services.GetRequiredService<SearchUpdates>(), services.GetRequiredService<ISearchIndex>());
        await PublishAsync("Scarlet Compass", "7");
        var name = await reindexing.BeginAsync("run-1", CancellationToken.None);
        (await reindexing.BeginAsync("run-1", CancellationToken.None)).ShouldBe(name);
        await reindexing.FillAsync(new FillInput("run-1", name), CancellationToken.None);
        await application.PublishAsync(Release("Amber Compass", "7", version: "v2"));
        await SearchApplication.EventuallyAsync("the change is in the live index", async () => (await application.FindAsync("amber compass")).Count == 3);
        // As if the filling had read the old title before, and written it after the change.
        var stale = new Spotify.Core.Search.SearchDocument { Kind = Spotify.Core.Search.SearchKind.Track, Id = Release("x", "7").Tracks[0].Id, Name = "Scarlet Compass 1", Artists = ["The Testers"] };
        await index.WriteAsync(name, [stale], []);
        (await reindexing.SwitchAsync(new FillInput("run-1", name), CancellationToken.None)).ShouldBeTrue();
        (await reindexing.SwitchAsync(new FillInput("run-1", name), CancellationToken.None)).ShouldBeTrue();
        await updates.CatchUpAsync(CancellationToken.None);
        (await application.FindAsync("amber compass")).Count.ShouldBe(3);
        (await application.FindAsync("\"scarlet compass\"")).ShouldBeEmpty();
        (await reindexing.RemoveOldAsync(CancellationToken.None)).ShouldBeGreaterThan(0);
        (await index.ListAsync()).ShouldContain(name);
    }

    [Fact]
    public async Task An_event_that_cannot_be_read_is_parked_and_the_next_one_is_handled()
    {
        await application.SendAsync(Encoding.UTF8.GetBytes("no json"));
        await PublishAsync("Frozen Cathedral", "8");
        var documents = application.Host.Documents;
        var parked = await documents.RangeAsync<PoisonDocument>(DocumentContainer.System, PoisonDocument.Kind, default, 100);
        parked.Documents.ShouldContain(one => one.Document.Value.Hub == CatalogChanges.Hub && one.Document.Value.ConsumerGroup == FollowCatalog.Group);
    }

    [Theory]
    [InlineData("type=track", "'q'")]
    [InlineData("q=&type=track", "'q'")]
    [InlineData("q=a&q=b&type=track", "'q'")]
    [InlineData("q=a", "'type'")]
    [InlineData("q=a&type=", "'type'")]
    [InlineData("q=a&type=song", "'song'")]
    [InlineData("q=a&type=track&limit=51", "'limit'")]
    [InlineData("q=a&type=track&limit=0", "'limit'")]
    [InlineData("q=a&type=track&offset=-1", "'offset'")]
    [InlineData("q=a&type=track&offset=999&limit=2", "'offset' and 'limit'")]
    [InlineData("q=a&type=track&market=XX1", "'market'")]
    public async Task Bad_input_is_refused_by_name(string query, string named)
    {
        var (status, body) = await application.GetAsync("/v1/search?" + query);
        status.ShouldBe(400);
        body.GetProperty("error").GetProperty("reason").GetString().ShouldBe("INVALID_REQUEST");
        body.GetProperty("error").GetProperty("message").GetString()!.ShouldContain(named);
    }

    [Theory]
    [InlineData("/v1/search/?q=a&type=track")]
    [InlineData("/v1/search?q=%22%2a%3a%28%29&type=track,album,artist,playlist,show,episode,audiobook")]
    [InlineData("/v1/search?q=a%20AND%20%28b%20OR%20NOT%20%22c&type=track")]
    [InlineData("/v1/search?q=%F0%9F%94%A5&type=track&include_external=audio")]
    [InlineData("/v1/search?q=a&type=track&offset=950&limit=50")]
    [InlineData("/v1/search?q=%00%01&type=track")]
    [InlineData("/v1/search/suggest?q=%22")]
    public async Task Whatever_is_asked_there_is_an_answer(string path) => (await application.GetAsync(path)).Status.ShouldBe(200);

    [Fact]
    public async Task A_query_may_be_200_characters_long_and_no_more()
    {
        (await application.GetAsync($"/v1/search?q={new string('a', 200)}&type=track")).Status.ShouldBe(200);
        (await application.GetAsync($"/v1/search?q={new string('a', 201)}&type=track")).Status.ShouldBe(400);
    }

    [Fact]
    public async Task The_index_survives_a_restart()
    {
        await using var own = await OwnAsync();
        await own.Application.PublishAsync(Release("Radiant Avalanche", "9"));
        await SearchApplication.EventuallyAsync("it is found", async () => (await own.Application.FindAsync("radiant avalanche")).Count == 3);
        await own.Application.RestartAsync();
        (await own.Application.FindAsync("radiant avalanch")).Count.ShouldBe(3);
    }

    private async Task PublishAsync(string title, string number)
    {
        await application.PublishAsync(Release(title, number));
        await SearchApplication.EventuallyAsync($"{title} is found", async () => (await application.FindAsync($"\"{title}\"")).Count == 3);
    }

    private static TestRelease Release(string title, string number, string version = "v1", RightsGrant? rights = null)
    {
        var release = TestRelease.Create(version, upc: number.PadLeft(12, '0'), isrcPrefix: number == "1" ? "SEHAR26" : $"SE{number}AB26"[..7]);
        return new TestRelease(
            release.Album with { Title = title }, [.. release.Tracks.Select(track => track with { Title = $"{title} {track.Number}", Rights = rights is null ? track.Rights : [rights] })]);
    }

    private static async Task<OwnApplication> OwnAsync()
    {
        var own = new SearchApplication();
        await own.InitializeAsync();
        return new OwnApplication(own);
    }

    private sealed record OwnApplication(SearchApplication Application) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await Application.DisposeAsync();
    }
}
