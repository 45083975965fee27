using System.Net;
using System.Text.Json;
using Shouldly;
using Spotify.Functions.Tests.Catalog;
using Spotify.Functions.Tests.Recommendations.Weekly;
using Xunit;

namespace Spotify.Functions.Tests.Recommendations.Products;

/// <summary>Every product by its route, as listeners get it.</summary>
[Collection(ProductsApplicationCollection.Name)]
public sealed class ProductRoutesTests(ProductsApplication application)
{
    private static readonly string[] Lists = ["me/discover-weekly", "me/release-radar", "me/daily-mixes/1", "me/rewind", "me/top-songs"];

    private static readonly string Seed = "spotify:track:" + TasteWorld.TrackOf(60);

    [Fact]
    public async Task Every_product_answers_and_every_track_says_why_it_is_there()
    {
        foreach (var path in Lists.Append($"radio?seed={Seed}"))
        {
            var list = (await application.GetAsync(path)).Ok();
            AssertExplained(list.Body, path);
        }

        foreach (var path in (string[])["home", "me/daily-mixes"])
        {
            foreach (var list in (await application.GetAsync(path)).Ok().Body.GetProperty("lists").EnumerateArray())
                AssertExplained(list, path);
        }
    }

    [Fact]
    public async Task Discover_Weekly_is_that_of_the_weeks_run_with_thirty_new_tracks()
    {
        var list = (await application.GetAsync("me/discover-weekly")).Ok();
        (list["kind"].GetString(), list["week"].GetString(), list["source"].GetString(), list["uri"].GetString())
            .ShouldBe(("discover_weekly", ProductsApplication.Week, "this_week", "spotify:list:discover-weekly"));
        var tracks = Tracks(list.Body);
        tracks.Count.ShouldBe(30);
        tracks.Intersect(application.World.Plays.Where(play => play.Listener == "listener-1").Select(play => play.Track)).ShouldBeEmpty();
        list["items"].EnumerateArray().Count(item => item.GetProperty("slot").GetString() == "explore").ShouldBe(6);
    }

    [Fact]
    public async Task Release_Radar_holds_what_came_out_lately_and_first_of_followed_artists()
    {
        await application.SignalAsync("follower-1", "follow", "follow", "spotify:artist:" + TasteWorld.ArtistOf(40));
        await application.PlayAsync("follower-1", Enumerable.Range(63, 6).Select(TasteWorld.TrackOf));
        var list = (await application.GetAsync("me/release-radar", "follower-1")).Ok();
        var items = list["items"].EnumerateArray().ToList();
        items.Count.ShouldBe(6);
        var reason = items[0].GetProperty("reason");
        (reason.GetProperty("kind").GetString(), reason.GetProperty("name").GetString()).ShouldBe(("new_from_followed", "Artist 40"));
        items[2].GetProperty("reason").GetProperty("kind").GetString().ShouldBe("new_from_alike");
    }

    [Fact]
    public async Task Daily_Mixes_are_named_after_artists_and_share_no_track()
    {
        await application.PlayAsync("mixed-0", Enumerable.Range(0, 12).Concat(Enumerable.Range(66, 12)).Select(TasteWorld.TrackOf));
        var mixes = (await application.GetAsync("me/daily-mixes", "mixed-0")).Ok().Body.GetProperty("lists").EnumerateArray().ToList();
        mixes.Count.ShouldBeGreaterThan(1);
        mixes.ShouldAllBe(mix => mix.GetProperty("name").GetString()!.Split(", ", StringSplitOptions.None).All(name => name.StartsWith("Artist ", StringComparison.Ordinal)));
        mixes.SelectMany(Tracks).ShouldBeUnique();
        var second = (await application.GetAsync("me/daily-mixes/2", "mixed-0")).Ok();
        second["uri"].GetString().ShouldBe("spotify:list:daily-mix:2");
        Tracks(second.Body).ShouldBe(Tracks(mixes[1]));
        foreach (var number in (string[])["0", "7", "x", "99999999999"])
            (await application.GetAsync("me/daily-mixes/" + number, "mixed-0")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Radio_plays_on_without_repeating_itself_and_away_from_what_is_skipped()
    {
        var first = (await application.GetAsync($"radio?seed={Seed}")).Ok();
        Tracks(first.Body)[0].ShouldBe(TasteWorld.TrackOf(60));
        var second = (await application.GetAsync(first["next"].GetString()!)).Ok();
        Tracks(second.Body).ShouldNotBeEmpty();
        Tracks(first.Body).Concat(Tracks(second.Body)).ShouldBeUnique();

        // Whoever skips the whole of one kind hears less of it in the next batch.
        var disliked = Tracks(first.Body).Where(track => TasteWorld.KindOfTrack(track) == 1).ToList();
        var away = (await application.GetAsync($"{first["next"].GetString()}&skipped={string.Join(',', disliked)}")).Ok();
        Count(away).ShouldBeLessThan(Count(second));

        static int Count(WebAnswer answer) => Tracks(answer.Body).Take(10).Count(track => TasteWorld.KindOfTrack(track) == 1);
    }

    [Fact]
    public async Task Radio_plays_from_an_artist_a_genre_a_playlist_and_a_list()
    {
        foreach (var seed in (string[])["spotify:artist:" + TasteWorld.ArtistOf(21), "spotify:genre:kind-1", $"spotify:tracks:{TasteWorld.TrackOf(61)},{TasteWorld.TrackOf(65)}"])
        {
            var batch = (await application.GetAsync($"radio?seed={seed}", "nobody-0")).Ok();
            Tracks(batch.Body).Count.ShouldBe(30, seed);
            Tracks(batch.Body).Count(track => TasteWorld.KindOfTrack(track) == 1).ShouldBeGreaterThan(20, seed);
        }

        (await application.GetAsync($"radio?seed=spotify:artist:{TasteWorld.ArtistOf(21)}")).Body.GetProperty("items")[1].GetProperty("reason").GetProperty("text").GetString().ShouldBe("It goes with Artist 21");
        Tracks((await application.GetAsync("radio?seed=spotify:list:daily-mix:1")).Ok().Body).Count.ShouldBe(30);

        var posted = (await application.PostAsync("radio", new { tracks = Enumerable.Range(60, 40).Select(TasteWorld.TrackOf) }, "nobody-0")).Ok();
        Tracks(posted.Body).Count.ShouldBe(30);
        var after = (await application.GetAsync(posted["next"].GetString()!, "nobody-0")).Ok();
        Tracks(posted.Body).Concat(Tracks(after.Body)).ShouldBeUnique();
    }

    [Theory]
    [InlineData("radio", "'seed' must be")]
    [InlineData("radio?seed=spotify:track:short", "'seed' must be")]
    [InlineData("radio?seed=spotify:album:0000000000000000000000", "'seed' must be")]
    [InlineData("radio?seed=spotify:list:nothing", "'seed' must be")]
    [InlineData("radio?seed=spotify:list:daily-mix:7", "'seed' must be")]
    [InlineData("radio?seed=spotify:genre:No%20Slug", "'seed' must be")]
    [InlineData("radio?seed=spotify:genre:jazz&seed=spotify:genre:rock", "'seed' must be")]
    [InlineData("radio?seed=spotify:genre:jazz&cursor=abc", "'cursor' is none of ours")]
    [InlineData("radio?seed=spotify:genre:jazz&cursor=%3F", "'cursor' is none of ours")]
    [InlineData("radio?seed=spotify:genre:jazz&skipped=x", "'skipped' must be")]
    [InlineData("home?device=fridge", "'device' must be")]
    [InlineData("home?device=car&device=phone", "'device' must be")]
    public async Task What_is_asked_wrongly_is_refused_by_name(string path, string message)
    {
        var answer = await application.GetAsync(path);
        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Message.ShouldStartWith(message);
    }

    [Fact]
    public async Task A_seed_that_nobody_knows_is_not_found()
    {
        foreach (var seed in (string[])["spotify:track:0000000000000000000001", "spotify:artist:0000000000000000000001", "spotify:genre:no-such-genre", "spotify:list:daily-mix:6"])
            (await application.GetAsync("radio?seed=" + seed)).Status.ShouldBe(HttpStatusCode.NotFound, seed);
    }

    [Fact]
    public async Task Enhance_finds_what_fits_and_is_not_there_already()
    {
        var playlist = Enumerable.Range(120, 8).Select(TasteWorld.TrackOf).ToList();
        var additions = (await application.PostAsync("playlists/enhance", new { tracks = playlist, limit = 12 }, "nobody-0")).Ok();
        var tracks = Tracks(additions.Body);
        tracks.Count.ShouldBe(12);
        tracks.Intersect(playlist).ShouldBeEmpty();
        tracks.Count(track => TasteWorld.KindOfTrack(track) == 2).ShouldBeGreaterThan(9);

        (await application.PostAsync("playlists/enhance", new { tracks = Array.Empty<string>() })).Message.ShouldStartWith("'tracks' names 0 tracks");
        (await application.PostAsync("playlists/enhance", new { tracks = (string[])["x"] })).Message.ShouldStartWith("tracks[0] is no id");
        (await application.PostAsync("playlists/enhance", new { tracks = playlist, limit = 31 })).Message.ShouldStartWith("'limit' must be");
        (await application.PostAsync("playlists/enhance", "{")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await application.PostAsync("radio", new { tracks = Enumerable.Repeat(playlist[0], 501) })).Message.ShouldStartWith("'tracks' names 501");
        (await application.PostAsync("radio", new { tracks = new string('x', 70_000) })).Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task A_new_listener_gets_what_is_popular_and_no_error()
    {
        foreach (var path in Lists.Except(["me/daily-mixes/1", "me/release-radar"]))
        {
            var list = (await application.GetAsync(path, "new-0")).Ok();
            list["source"].GetString().ShouldBe("popular", path);
            Tracks(list.Body).Count.ShouldBe(30, path);
        }

        var radar = (await application.GetAsync("me/release-radar", "new-0")).Ok()["items"].EnumerateArray().ToList();
        radar.Count.ShouldBe(6);
        radar.ShouldAllBe(item => item.GetProperty("reason").GetProperty("kind").GetString() == "new_release");
        (await application.GetAsync("me/daily-mixes", "new-0")).Ok().Body.GetProperty("lists").GetArrayLength().ShouldBe(0);
        (await application.GetAsync("me/daily-mixes/1", "new-0")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await application.GetAsync("home", "new-0")).Ok().Body.GetProperty("lists").EnumerateArray().Select(list => list.GetProperty("kind").GetString()).ShouldContain("welcome");
    }

    [Fact]
    public async Task Nothing_that_is_blocked_is_on_any_list()
    {
        const string User = "blocker-0";
        var own = Enumerable.Range(0, 30).Select(TasteWorld.TrackOf).ToList();
        await application.PlayAsync(User, own);
        var popular = Tracks((await application.GetAsync("me/discover-weekly", "new-0")).Body);
        foreach (var track in (string[])[popular[0], own[1]])
            await application.SignalAsync(User, "block", "block", "spotify:track:" + track);
        var artist = TasteWorld.ArtistOf(5);
        await application.SignalAsync(User, "block", "block", "spotify:artist:" + artist);
        foreach (var path in Lists.Concat(["home", $"radio?seed=spotify:track:{own[0]}"]))
        {
            var answer = (await application.GetAsync(path, User)).Ok();
            var lists = path == "home" ? [.. answer["lists"].EnumerateArray()] : (List<JsonElement>)[answer.Body];
            foreach (var item in lists.SelectMany(list => list.GetProperty("items").EnumerateArray()))
            {
                var track = item.GetProperty("track");
                track.GetProperty("id").GetString().ShouldNotBeOneOf(popular[0], own[1]);
                track.GetProperty("artists")[0].GetProperty("id").GetString().ShouldNotBe(artist, path);
            }
        }
    }

    [Fact]
    public async Task A_list_is_full_though_some_of_it_was_withdrawn_since_the_model_was_made()
    {
        var path = $"radio?seed=spotify:track:{TasteWorld.TrackOf(125)}";
        var before = Tracks((await application.GetAsync(path)).Ok().Body);
        var gone = before.Skip(3).Take(8).ToList();
        foreach (var track in gone)
            application.World.Withdraw(track);
        try
        {
            var after = Tracks((await application.GetAsync(path)).Ok().Body);
            after.Count.ShouldBe(30);
            after.Intersect(gone).ShouldBeEmpty();
        }
        finally
        {
            foreach (var number in Enumerable.Range(0, TasteWorld.Kinds * TasteWorld.TracksOfKind).Where(number => gone.Contains(TasteWorld.TrackOf(number))))
                application.World.Restore(number);
        }
    }

    [Fact]
    public async Task Whatever_the_stores_do_there_is_music_and_no_error()
    {
        application.Life.DieAfter(0);
        application.World.ChartsFail = true;
        try
        {
            foreach (var path in Lists.Except(["me/daily-mixes/1", "me/release-radar"]).Append($"radio?seed={Seed}"))
                Tracks((await application.GetAsync(path, "unlucky-0")).Ok().Body).Count.ShouldBe(30, path);
            (await application.GetAsync("me/release-radar", "unlucky-0")).Ok();
            (await application.GetAsync("home", "unlucky-0")).Ok().Body.GetProperty("lists").GetArrayLength().ShouldBeGreaterThan(0);
            (await application.GetAsync("me/daily-mixes", "unlucky-0")).Ok();
        }
        finally
        {
            application.Life.Live();
            application.World.ChartsFail = false;
        }
    }

    [Fact]
    public async Task In_the_car_what_is_familiar_comes_before_what_is_new()
    {
        var phone = await KindsAsync("home");
        var car = await KindsAsync("home?device=car");
        car[0].ShouldBe("daily_mix");
        Place(car, "top_songs").ShouldBeLessThan(Place(car, "release_radar"));
        Place(phone, "discover_weekly").ShouldBe(0, "It is Monday.");

        async Task<List<string>> KindsAsync(string path) => [.. (await application.GetAsync(path)).Ok().Body.GetProperty("lists").EnumerateArray().Select(list => list.GetProperty("kind").GetString()!)];

        static int Place(List<string> kinds, string kind) => kinds.IndexOf(kind) is >= 0 and var at ? at : int.MaxValue;
    }

    [Fact]
    public async Task Home_names_what_was_played_of_late()
    {
        await application.PlayAsync("because-0", Enumerable.Range(60, 4).Select(TasteWorld.TrackOf));
        var because = (await application.GetAsync("home", "because-0")).Ok().Body.GetProperty("lists").EnumerateArray().First(list => list.GetProperty("kind").GetString() == "because_you_played");
        because.GetProperty("name").GetString().ShouldBe("Track 63");
        because.GetProperty("items")[0].GetProperty("reason").GetProperty("text").GetString().ShouldBe("Because you played Track 63");
        Tracks(because).Count(track => TasteWorld.KindOfTrack(track) == 1).ShouldBeGreaterThan(Tracks(because).Count * 3 / 4);
    }

    private static IReadOnlyList<string> Tracks(JsonElement list) => [.. list.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("track").GetProperty("id").GetString()!)];

    private static void AssertExplained(JsonElement list, string path)
    {
        var items = list.GetProperty("items").EnumerateArray().ToList();
        items.ShouldNotBeEmpty(path);
        items.ShouldAllBe(item => item.GetProperty("reason").GetProperty("text").GetString()!.Length > 0);
        items.ShouldAllBe(item => item.GetProperty("track").GetProperty("name").GetString()!.Length > 0);
    }
}
