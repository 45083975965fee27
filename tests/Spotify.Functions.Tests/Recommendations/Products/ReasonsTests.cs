using System.Globalization;
using System.Text.Json;
using Shouldly;
using Spotify.Functions.Tests.Recommendations.Weekly;
using Xunit;

namespace Spotify.Functions.Tests.Recommendations.Products;

/// <summary>What lists say of why a track is there, by what a listener did.</summary>
[Collection(ProductsApplicationCollection.Name)]
public sealed class ReasonsTests(ProductsApplication application)
{
    [Fact]
    public async Task A_list_names_what_was_played()
    {
        await application.PlayAsync("reader-10", Enumerable.Range(60, 5).Select(TasteWorld.TrackOf));
        var reasons = await ReasonsAsync("reader-10", "because_you_played");
        reasons.ShouldNotBeEmpty();
        reasons.ShouldAllBe(reason => reason.StartsWith("Because you played Track 6", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_list_of_the_weeks_run_names_it_too() => (await ReasonsAsync("listener-1", "because_you_played")).ShouldNotBeEmpty();

    [Fact]
    public async Task A_list_names_what_was_searched_for()
    {
        await application.PlayAsync("reader-11", Enumerable.Range(60, 5).Select(TasteWorld.TrackOf));
        await application.SignalAsync("reader-11", "search", "open", "spotify:artist:" + TasteWorld.ArtistOf(27), "artist 27");
        (await ReasonsAsync("reader-11", "searched_for")).ShouldContain("You searched for Artist 27");
    }

    [Fact]
    public async Task A_list_names_what_was_put_on_a_playlist_until_it_is_taken_off()
    {
        await application.SignalAsync("reader-12", "playlist", "add", "spotify:track:" + TasteWorld.TrackOf(130));
        (await ReasonsAsync("reader-12", "added_to_playlist")).ShouldContain("You added Track 130 to a playlist");
        await application.SignalAsync("reader-12", "follow", "follow", "spotify:artist:" + TasteWorld.ArtistOf(41));
        application.World.Signals.RemoveAll(one => one.Listener == "reader-12" && one.Signal.Type == "playlist");
        await application.World.StoreAsync(application.Documents, "reader-12");
        (await ReasonsAsync("reader-12", "added_to_playlist")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_follow_alone_makes_a_taste()
    {
        await application.SignalAsync("reader-13", "follow", "follow", "spotify:artist:" + TasteWorld.ArtistOf(43));
        var list = (await application.GetAsync("me/discover-weekly", "reader-13")).Ok();
        list["source"].ValueKind.ShouldBe(JsonValueKind.Null);
        list.Body.GetProperty("items").EnumerateArray().Count(item => TasteWorld.KindOfTrack(item.GetProperty("track").GetProperty("id").GetString()!) == 2).ShouldBeGreaterThan(18);
    }

    [Fact]
    public async Task Friends_are_named_who_follow_each_other_and_nobody_else()
    {
        foreach (var user in (string[])["reader-14", "reader-15", "reader-16"])
            await application.PlayAsync(user, Enumerable.Range(60 + (int.Parse(user[7..], CultureInfo.InvariantCulture) - 14), 3).Select(TasteWorld.TrackOf));
        await application.PlayAsync("friend-14", Enumerable.Range(90, 12).Select(TasteWorld.TrackOf));
        await application.SignalAsync("friend-14", "follow", "follow", "spotify:user:reader-14");
        await application.SignalAsync("friend-14", "follow", "follow", "spotify:user:reader-16");
        await application.SignalAsync("reader-14", "follow", "follow", "spotify:user:friend-14");
        await application.SignalAsync("reader-15", "follow", "follow", "spotify:user:friend-14");
        (await ReasonsAsync("reader-14", "friend")).ShouldContain("friend-14 plays it");
        (await ReasonsAsync("reader-15", "friend")).ShouldBeEmpty("He is not followed back.");
        (await ReasonsAsync("reader-16", "friend")).ShouldBeEmpty("He does not follow back.");
    }

    private async Task<IReadOnlyList<string>> ReasonsAsync(string user, string kind) =>
    [
        .. (await application.GetAsync("me/discover-weekly", user)).Ok()["items"].EnumerateArray().Select(item => item.GetProperty("reason"))
            .Where(reason => reason.GetProperty("kind").GetString() == kind).Select(reason => reason.GetProperty("text").GetString()!),
    ];
}
