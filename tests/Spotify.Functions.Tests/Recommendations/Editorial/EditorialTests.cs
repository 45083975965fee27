using System.Net;
using Shouldly;
using Spotify.Functions.Tests.Recommendations.Products;
using Spotify.Functions.Tests.Recommendations.Weekly;
using Xunit;

namespace Spotify.Functions.Tests.Recommendations.Editorial;

/// <summary>Shelves that editors fill.</summary>
[Collection(ProductsApplicationCollection.Name)]
public sealed class EditorialTests(ProductsApplication application)
{
    private static readonly string[] Tracks = [TasteWorld.TrackOf(10), TasteWorld.TrackOf(100), TasteWorld.TrackOf(150)];

    [Fact]
    public async Task A_shelf_is_on_the_home_page_where_and_while_it_is_to_be_shown_in_the_order_of_its_editors()
    {
        var now = application.Clock.GetUtcNow();
        (await PutAsync("in-sweden", new { title = "Chosen in Sweden", tracks = Tracks.Append("0000000000000000000001"), markets = (string[])["SE"] })).Status.ShouldBe(HttpStatusCode.OK);
        (await PutAsync("over", new { title = "Over", tracks = Tracks, to = now })).Status.ShouldBe(HttpStatusCode.OK);
        (await PutAsync("to-come", new { title = "To come", tracks = Tracks, from = now.AddHours(1) })).Status.ShouldBe(HttpStatusCode.OK);
        var shelf = (await ShelvesAsync("reader-0", "SE")).ShouldHaveSingleItem();
        shelf.GetProperty("name").GetString().ShouldBe("Chosen in Sweden");
        shelf.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("track").GetProperty("id").GetString()).ShouldBe(Tracks);
        shelf.GetProperty("items")[0].GetProperty("reason").GetProperty("kind").GetString().ShouldBe("editorial");
        (await ShelvesAsync("reader-0", "DE")).ShouldBeEmpty();

        await application.SignalAsync("reader-1", "block", "block", "spotify:track:" + Tracks[0]);
        (await ShelvesAsync("reader-1", "SE"))[0].GetProperty("items").GetArrayLength().ShouldBe(2);

        foreach (var name in (string[])["in-sweden", "over", "to-come"])
            (await application.OperateAsync(HttpMethod.Delete, "admin/editorial/" + name)).Status.ShouldBe(HttpStatusCode.NoContent);
        (await ShelvesAsync("reader-0", "SE")).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_put_is_there_until_it_is_removed()
    {
        var body = new { title = "New", tracks = Tracks, markets = (string[])["SE", "DE"] };
        for (var times = 0; times < 2; times++)
            (await PutAsync("kept", body)).Ok()["by"].GetString().ShouldBe("operator");
        (await application.OperateAsync(HttpMethod.Get, "admin/editorial/kept")).Ok()["title"].GetString().ShouldBe("New");
        (await application.OperateAsync(HttpMethod.Get, "admin/editorial")).Ok()["shelves"].EnumerateArray().Count(shelf => shelf.GetProperty("name").GetString() == "kept").ShouldBe(1);
        (await application.OperateAsync(HttpMethod.Delete, "admin/editorial/kept")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await application.OperateAsync(HttpMethod.Delete, "admin/editorial/kept")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await application.OperateAsync(HttpMethod.Get, "admin/editorial/kept")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("A", """{"title":"x","tracks":["0000000000000000000001"]}""", "A shelf's name")]
    [InlineData("a", """{"title":"","tracks":["0000000000000000000001"]}""", "'title'")]
    [InlineData("a", """{"title":"x","tracks":[]}""", "'tracks' names 0")]
    [InlineData("a", """{"title":"x","tracks":["y"]}""", "tracks[0]")]
    [InlineData("a", """{"title":"x","tracks":["0000000000000000000001"],"markets":["XX"]}""", "'markets'")]
    [InlineData("a", """{"title":"x","tracks":["0000000000000000000001"],"markets":[]}""", "'markets'")]
    [InlineData("a", """{"title":"x","tracks":["0000000000000000000001"],"from":"2026-12-02T00:00:00Z","to":"2026-12-01T00:00:00Z"}""", "'to'")]
    public async Task A_shelf_that_makes_no_sense_is_refused_by_name(string name, string body, string message)
    {
        var answer = await PutAsync(name, body);
        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Message.ShouldStartWith(message);
    }

    [Fact]
    public async Task Listeners_fill_no_shelves() =>
        (await application.SendAsync(HttpMethod.Put, "admin/editorial/mine", new { title = "x", tracks = Tracks }, "listener-1")).Status.ShouldBe(HttpStatusCode.Forbidden);

    private Task<Catalog.WebAnswer> PutAsync(string name, object body) => application.OperateAsync(HttpMethod.Put, "admin/editorial/" + name, body);

    private async Task<List<System.Text.Json.JsonElement>> ShelvesAsync(string user, string country) =>
        [.. (await application.GetAsync("home", user, country)).Ok()["lists"].EnumerateArray().Where(list => list.GetProperty("kind").GetString() == "editorial")];
}
