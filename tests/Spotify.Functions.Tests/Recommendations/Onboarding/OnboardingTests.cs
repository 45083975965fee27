using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Spotify.Functions.Privacy;
using Spotify.Functions.Recommendations.Onboarding;
using Spotify.Functions.Tests.Recommendations.Products;
using Spotify.Functions.Tests.Recommendations.Weekly;
using Xunit;

namespace Spotify.Functions.Tests.Recommendations.Onboarding;

/// <summary>New listeners who say what they like.</summary>
[Collection(ProductsApplicationCollection.Name)]
public sealed class OnboardingTests(ProductsApplication application)
{
    [Fact]
    public async Task There_are_artists_and_genres_of_all_kinds_to_pick_from()
    {
        var choices = (await application.GetAsync("me/onboarding", "chooser-0")).Ok();
        var artists = choices.Ids("artists");
        artists.Count.ShouldBe(30);
        artists.ShouldBeUnique();
        for (var kind = 0; kind < TasteWorld.Kinds; kind++)
            artists.Count(id => KindOfArtist(id!) == kind).ShouldBeInRange(7, 13);
        choices["genres"].EnumerateArray().Select(genre => genre.GetString()).Order().ShouldBe(["kind-0", "kind-1", "kind-2"]);
        choices["picked_artists"].GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Picks_are_kept_until_others_take_their_place()
    {
        var picks = new { artists = (string[])[TasteWorld.ArtistOf(3), TasteWorld.ArtistOf(3)], genres = (string[])["kind-1"] };
        for (var times = 0; times < 2; times++)
            (await application.SendAsync(HttpMethod.Put, "me/onboarding", picks, "picker-0")).Status.ShouldBe(HttpStatusCode.NoContent);
        var there = (await application.GetAsync("me/onboarding", "picker-0")).Ok();
        there["picked_artists"].EnumerateArray().Select(one => one.GetString()).ShouldBe([TasteWorld.ArtistOf(3)]);
        there["picked_genres"].EnumerateArray().Select(one => one.GetString()).ShouldBe(["kind-1"]);
        (await application.SendAsync(HttpMethod.Put, "me/onboarding", new { }, "picker-0")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await application.GetAsync("me/onboarding", "picker-0")).Ok()["picked_artists"].GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("""{"artists":["x"]}""", "artists[0] is no artist")]
    [InlineData("""{"artists":["0000000000000000000001"]}""", "artists[0] is no artist")]
    [InlineData("""{"artists":[null]}""", "artists[0] is no artist")]
    [InlineData("""{"genres":["kind-1","no-such-genre"]}""", "genres[1] is no genre")]
    [InlineData("""{"genres":["Kind 1"]}""", "genres[0] is no genre")]
    public async Task Picks_that_mean_nothing_are_refused_by_name(string body, string message)
    {
        var answer = await application.SendAsync(HttpMethod.Put, "me/onboarding", body, "picker-1");
        (answer.Status, answer.Message[..message.Length]).ShouldBe((HttpStatusCode.BadRequest, message));
    }

    [Fact]
    public async Task Picks_are_bounded()
    {
        (await PutAsync(new { artists = Enumerable.Repeat(TasteWorld.ArtistOf(1), 51) })).ShouldStartWith("'artists' names 51");
        (await PutAsync(new { genres = Enumerable.Repeat("kind-1", 21) })).ShouldStartWith("'genres' names 21");

        async Task<string> PutAsync(object body) => (await application.SendAsync(HttpMethod.Put, "me/onboarding", body, "picker-2")).Message;
    }

    [Fact]
    public async Task Picks_go_when_the_listener_is_erased()
    {
        await application.SendAsync(HttpMethod.Put, "me/onboarding", new { genres = (string[])["kind-1"] }, "gone-0");
        var picks = application.Services.GetRequiredService<PicksStore>();
        (await picks.FindAsync("gone-0", default)).ShouldNotBeNull();
        PersonalDataInventory.Places.Single(place => place.Place == "documents/users").CoveredBy.ShouldBe("users");
        foreach (var data in application.Services.GetServices<Functions.Platform.Privacy.IPersonalData>().Where(one => one.Name == "users"))
            await data.EraseAsync("gone-0", default);
        (await picks.FindAsync("gone-0", default)).ShouldBeNull();
    }

    /// <summary>Newcomers, each with a true taste and a pick that does not belong to it: what part of the lists is of that taste, before and after ten plays.</summary>
    [Fact]
    public async Task Lists_are_good_from_the_first_minute_and_better_after_ten_plays()
    {
        var (nothing, welcome, weekly, home, later) = (0.0, 0.0, 0.0, 0.0, 0.0);
        const int Newcomers = 15;
        for (var i = 0; i < Newcomers; i++)
        {
            var (user, kind) = ($"fresh-{i}", i % TasteWorld.Kinds);
            nothing += Share(await application.GetAsync("me/discover-weekly", user), kind);
            var first = kind * TasteWorld.ArtistsOfKind;
            var astray = (first + TasteWorld.ArtistsOfKind + (i % 4)) % (TasteWorld.Kinds * TasteWorld.ArtistsOfKind);
            var artists = (string[])[TasteWorld.ArtistOf(first + (i % 7)), TasteWorld.ArtistOf(first + 8 + (i % 5)), TasteWorld.ArtistOf(astray)];
            (await application.SendAsync(HttpMethod.Put, "me/onboarding", new { artists }, user)).Status.ShouldBe(HttpStatusCode.NoContent);
            welcome += Share(await application.GetAsync("radio?seed=spotify:list:welcome", user), kind);
            weekly += Share(await application.GetAsync("me/discover-weekly", user), kind);
            var shelves = (await application.GetAsync("home", user)).Ok()["lists"].EnumerateArray().ToList();
            shelves[0].GetProperty("kind").GetString().ShouldBe("welcome");
            home += Share(shelves[0], kind);
            await application.PlayAsync(user, Enumerable.Range(kind * TasteWorld.TracksOfKind, TasteWorld.TracksOfKind).Where(number => number % 3 == i % 3).Take(10).Select(TasteWorld.TrackOf));
            later += Share(await application.GetAsync("me/discover-weekly", user), kind);
        }

        var figures = $"share within the true taste: nothing known {nothing / Newcomers:p0}, picks: welcome shelf {home / Newcomers:p0}, radio {welcome / Newcomers:p0}, Discover Weekly {weekly / Newcomers:p0}; after ten plays {later / Newcomers:p0}";
        (nothing / Newcomers).ShouldBeInRange(0.25, 0.45, figures);
        (home / Newcomers).ShouldBeGreaterThan(0.5, figures);
        (weekly / Newcomers).ShouldBeGreaterThan(0.5, figures);
        (later / Newcomers).ShouldBeGreaterThan(weekly / Newcomers + 0.05, figures);
        (later / Newcomers).ShouldBeGreaterThan(0.75, figures);
    }

    private static double Share(Catalog.WebAnswer answer, int kind) => Share(answer.Ok().Body, kind);

    private static double Share(JsonElement list, int kind)
    {
        List<string> tracks = [.. list.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("track").GetProperty("id").GetString()!)];
        return tracks.Count(track => TasteWorld.KindOfTrack(track) == kind) / (double)tracks.Count;
    }

    private static int KindOfArtist(string id) => Enumerable.Range(0, TasteWorld.Kinds * TasteWorld.ArtistsOfKind).First(number => TasteWorld.ArtistOf(number) == id) / TasteWorld.ArtistsOfKind;
}
