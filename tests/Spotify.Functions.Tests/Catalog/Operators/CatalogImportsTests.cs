using System.Net;
using System.Text.Json;
using Shouldly;
using Spotify.Core.Catalog;
using Xunit;

namespace Spotify.Functions.Tests.Catalog.Operators;

/// <summary>Shows, episodes, audiobooks and chapters from an operator's import to what listeners see.</summary>
[Collection(CatalogApplicationCollection.Name)]
public sealed class CatalogImportsTests(CatalogApplication application)
{
    [Fact]
    public async Task What_is_imported_is_there_for_listeners_in_the_web_APIs_shape()
    {
        var (show, book) = (NewId(), NewId());
        string[] episodes = [.. Enumerable.Range(0, 3).Select(_ => NewId())];
        string[] chapters = [.. Enumerable.Range(0, 3).Select(_ => NewId())];
        var answer = await ImportAsync(
        [
            .. episodes.Select((id, i) => Episode(id, show, $"2026-0{i + 1}-01")),
            Show(show),
            .. chapters.Select((id, i) => Chapter(id, book, 2 - i)),
            Book(book),
        ]);
        answer.Ok()["results"].EnumerateArray().Select(result => result.GetProperty("status").GetString()).ShouldAllBe(status => status == "created");

        var shown = (await application.GetAsync($"/v1/shows/{show}")).Ok();
        shown["total_episodes"].GetInt32().ShouldBe(3);
        shown["html_description"].GetString().ShouldBe("<p>A &lt;talk&gt;<br/>of two</p><p>And more</p>");
        shown["images"].GetArrayLength().ShouldBe(3);
        shown["episodes"].GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()).ShouldBe(episodes.Reverse());
        (await application.GetAsync($"/v1/shows/{show}/episodes?limit=1&offset=1")).Ok().Ids("items").ShouldBe([episodes[1]]);
        var episode = (await application.GetAsync($"/v1/episodes/{episodes[0]}")).Ok();
        episode["is_playable"].GetBoolean().ShouldBeTrue();
        episode["show"].GetProperty("id").GetString().ShouldBe(show);
        (await application.GetNowhereAsync($"/v1/episodes/{episodes[0]}")).Ok()["is_playable"].GetBoolean().ShouldBeFalse();

        var bookShown = (await application.GetAsync($"/v1/audiobooks/{book}")).Ok();
        bookShown["total_chapters"].GetInt32().ShouldBe(3);
        bookShown["authors"][0].GetProperty("name").GetString().ShouldBe("A. Writer");
        (await application.GetAsync($"/v1/audiobooks/{book}/chapters")).Ok().Ids("items").ShouldBe(chapters.Reverse());
        var elsewhere = (await application.GetAsync($"/v1/chapters/{chapters[0]}?market=DE")).Ok();
        elsewhere["restrictions"].GetProperty("reason").GetString().ShouldBe("market");
        elsewhere["is_playable"].GetBoolean().ShouldBeFalse();
        elsewhere["audiobook"].GetProperty("id").GetString().ShouldBe(book);
        application.Changes.All.Select(change => (change.Kind, change.Id)).ShouldContain(("chapter", chapters[2]));
    }

    [Fact]
    public async Task The_same_import_again_changes_nothing_and_another_replaces()
    {
        var (show, episode) = (NewId(), NewId());
        (await ImportAsync([Show(show), Episode(episode, show, "2026-01-01")])).Ok();
        Statuses(await ImportAsync([Show(show), Episode(episode, show, "2026-01-01")])).ShouldBe(["unchanged", "unchanged"]);
        Statuses(await ImportAsync([Episode(episode, show, "2024-05-01")])).ShouldBe(["replaced"]);
        var shown = (await application.GetAsync($"/v1/shows/{show}/episodes")).Ok();
        shown.Ids("items").ShouldBe([episode]);
        shown["total"].GetInt32().ShouldBe(1);
        shown["items"][0].GetProperty("release_date").GetString().ShouldBe("2024-05-01");
    }

    [Fact]
    public async Task An_episode_may_move_to_another_show()
    {
        var (one, other, episode) = (NewId(), NewId(), NewId());
        (await ImportAsync([Show(one), Show(other), Episode(episode, one, "2026-01-01")])).Ok();
        (await ImportAsync([Episode(episode, other, "2026-01-01")])).Ok();
        (await application.GetAsync($"/v1/shows/{one}")).Ok()["total_episodes"].GetInt32().ShouldBe(0);
        (await application.GetAsync($"/v1/shows/{other}/episodes")).Ok().Ids("items").ShouldBe([episode]);
    }

    [Fact]
    public async Task An_import_with_a_fault_anywhere_changes_nothing_and_names_all_of_them()
    {
        var (show, missing) = (NewId(), NewId());
        var answer = await ImportAsync([Show(show), new { kind = "episode", id = "x", show, name = "", duration_ms = 0, languages = Array.Empty<string>(), release_date = "today", audio = "../etc" }, new { kind = "song", id = NewId() }]);
        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        foreach (var named in (string[])["items[1].id", "items[1].name", "items[1].duration_ms", "items[1].languages", "items[1].release_date", "items[1].audio", "items[2].kind"])
            answer.Message.ShouldContain(named);
        (await application.GetAsync($"/v1/shows/{show}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await ImportAsync([Episode(NewId(), missing, "2026-01-01")])).Message.ShouldContain($"show {missing} is neither here nor in the catalogue");
        (await ImportAsync([new { kind = "show", id = NewId(), name = "A", publisher = "B", languages = new[] { "en" }, image = "no/such.jpg" }])).Message.ShouldContain("there is no blob no/such.jpg in images");
        (await ImportAsync([Show(show), Show(show)])).Message.ShouldContain("items[1].id is there twice");
        (await ImportAsync([])).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await application.OperateAsync(HttpMethod.Post, "/v1/admin/catalog/import", "{")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task What_is_withdrawn_is_gone_with_all_that_it_holds_and_may_come_back()
    {
        var (show, episode, other) = (NewId(), NewId(), NewId());
        (await ImportAsync([Show(show), Episode(episode, show, "2026-01-01"), Episode(other, show, "2026-01-02")])).Ok();
        (await WithdrawAsync("episode", episode)).ShouldBe(HttpStatusCode.NoContent);
        (await application.GetAsync($"/v1/episodes/{episode}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await application.GetAsync($"/v1/shows/{show}/episodes")).Ok().Ids("items").ShouldBe([other]);
        (await WithdrawAsync("episode", episode)).ShouldBe(HttpStatusCode.NotFound);

        (await WithdrawAsync("show", show)).ShouldBe(HttpStatusCode.NoContent);
        (await application.GetAsync($"/v1/shows/{show}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await application.GetAsync($"/v1/episodes/{other}")).Status.ShouldBe(HttpStatusCode.NotFound);
        application.Changes.All.Count(change => change.Id == other).ShouldBe(2);

        (await ImportAsync([Show(show), Episode(episode, show, "2026-03-01")])).Ok();
        (await application.GetAsync($"/v1/shows/{show}/episodes")).Ok().Ids("items").ShouldBe([episode]);
    }

    [Fact]
    public async Task A_book_is_withdrawn_with_its_chapters()
    {
        var (book, chapter) = (NewId(), NewId());
        (await ImportAsync([Book(book), Chapter(chapter, book, 0)])).Ok();
        (await WithdrawAsync("chapter", chapter)).ShouldBe(HttpStatusCode.NoContent);
        (await ImportAsync([Chapter(chapter, book, 5)])).Ok();
        (await WithdrawAsync("audiobook", book)).ShouldBe(HttpStatusCode.NoContent);
        (await application.GetAsync($"/v1/chapters/{chapter}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await WithdrawAsync("album", NewId())).ShouldBe(HttpStatusCode.BadRequest);
        (await WithdrawAsync("show", "x")).ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_listener_imports_and_withdraws_nothing()
    {
        var token = application.ArtistToken(NewId());
        (await application.AsAsync(token, HttpMethod.Post, "/v1/admin/catalog/import", new { items = Array.Empty<object>() })).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await application.AsAsync(token, HttpMethod.Delete, $"/v1/admin/catalog/show/{NewId()}")).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    private static string NewId() => SpotifyId.FromBytes(Guid.NewGuid().ToByteArray());

    private static object Show(string id) => new
    {
        kind = "show",
        id,
        name = "The talk",
        publisher = "Talkers",
        description = "A <talk>\nof two\n\nAnd more",
        languages = new[] { "en" },
        copyrights = new[] { "2026 Talkers" },
        image = "talk/640.jpg",
    };

    private static object Episode(string id, string show, string date) => new
    {
        kind = "episode",
        id,
        show,
        name = "On " + date,
        duration_ms = 1_800_000,
        languages = new[] { "en", "sv" },
        release_date = date,
        audio = "talk/1.ogg",
    };

    private static object Book(string id) => new
    {
        kind = "audiobook",
        id,
        name = "The book",
        publisher = "Printers",
        authors = new[] { "A. Writer" },
        narrators = new[] { "A. Reader" },
        languages = new[] { "sv" },
        markets = new[] { "SE", "NO" },
    };

    private static object Chapter(string id, string book, int number) => new
    {
        kind = "chapter",
        id,
        audiobook = book,
        number,
        name = $"Chapter {number}",
        duration_ms = 600_000,
        languages = new[] { "sv" },
        release_date = "2026-01-01",
    };

    private static IEnumerable<string?> Statuses(WebAnswer answer) => answer.Ok()["results"].EnumerateArray().Select(result => result.GetProperty("status").GetString());

    private Task<WebAnswer> ImportAsync(IReadOnlyList<object> items)
    {
        application.Files.All.UnionWith(["audio/talk/1.ogg", "images/talk/640.jpg"]);
        return application.OperateAsync(HttpMethod.Post, "/v1/admin/catalog/import", JsonSerializer.Serialize(new { items }));
    }

    private async Task<HttpStatusCode> WithdrawAsync(string kind, string id) => (await application.OperateAsync(HttpMethod.Delete, $"/v1/admin/catalog/{kind}/{id}")).Status;
}
