using System.Text.Json;
using Shouldly;
using Spotify.Functions.Tests.Catalog;
using Spotify.Functions.Tests.Playback;
using Xunit;

namespace Spotify.Functions.Tests.Telemetry.Taste;

public sealed class TopTracksTests
{
    private const string Route = "https://api.test/v1/me/top/tracks";

    [Fact]
    public async Task The_most_liked_track_comes_first_and_one_that_is_mostly_skipped_not_at_all()
    {
        await using var harness = new TasteHarness();
        await ListenAsync(harness);
        var answer = await harness.TopAsync("alice");
        answer.Status.ShouldBe(200);
        Names(answer).ShouldBe([harness.Tracks[1], harness.Tracks[0]]);
        answer.Text("href").ShouldBe(Route + "?time_range=medium_term&limit=20&offset=0");
        (answer.Body.GetProperty("total").GetInt32(), answer.Body.GetProperty("offset").GetInt32(), answer.Body.GetProperty("limit").GetInt32()).ShouldBe((2, 0, 20));
        (answer.Body.GetProperty("next").ValueKind, answer.Body.GetProperty("previous").ValueKind).ShouldBe((JsonValueKind.Null, JsonValueKind.Null));
    }

    [Fact]
    public async Task The_time_range_says_how_far_to_look_back()
    {
        await using var harness = new TasteHarness();
        await ListenAsync(harness);
        harness.Time.Advance(TimeSpan.FromDays(27));
        Names(await harness.TopAsync("alice", "?time_range=short_term")).ShouldBe([harness.Tracks[0]]);
        harness.Time.Advance(TimeSpan.FromDays(2));
        Names(await harness.TopAsync("alice", "?time_range=short_term")).ShouldBeEmpty();
        Names(await harness.TopAsync("alice", "?time_range=long_term")).ShouldBe([harness.Tracks[1], harness.Tracks[0]]);
    }

    [Fact]
    public async Task Pages_go_through_the_ranking_both_ways()
    {
        await using var harness = new TasteHarness();
        await ListenAsync(harness);
        var first = await harness.TopAsync("alice", "?limit=1");
        Names(first).ShouldBe([harness.Tracks[1]]);
        var second = await harness.TopAsync("alice", first.Text("next")[Route.Length..]);
        Names(second).ShouldBe([harness.Tracks[0]]);
        second.Text("previous").ShouldBe(first.Text("href"));
        second.Body.GetProperty("next").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Theory]
    [InlineData("?time_range=forever", "time_range")]
    [InlineData("?limit=51", "limit")]
    [InlineData("?offset=-1", "offset")]
    public async Task A_query_that_is_wrong_is_refused_by_name(string query, string named)
    {
        await using var harness = new TasteHarness();
        var answer = await harness.TopAsync("alice", query);
        (answer.Status, answer.Reason).ShouldBe((400, "INVALID_REQUEST"));
        answer.Message.ShouldContain(named);
    }

    [Theory]
    [InlineData("albums")]
    [InlineData("genres")]
    public async Task A_ranking_that_is_not_there_is_said_not_to_be(string type)
    {
        await using var harness = new TasteHarness();
        (await harness.TopAsync("alice", type: type)).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Artists_stand_by_what_their_tracks_say_together_and_one_who_is_only_skipped_not_at_all()
    {
        await using var harness = new TasteHarness();
        foreach (var (track, artist) in harness.Tracks.Zip(new[] { "Once", "Twice", "Skipped" }))
        {
            var found = harness.Catalog.Tracks[track];
            harness.Catalog.Tracks[track] = found with { Track = found.Track with { Artists = [TestReleases.Ref(artist)] } };
        }

        await ListenAsync(harness);
        var answer = await harness.TopAsync("alice", type: "artists");
        Names(answer).ShouldBe([TestReleases.IdOf("Twice"), TestReleases.IdOf("Once")]);
        answer.Body.GetProperty("items")[0].GetProperty("type").GetString().ShouldBe("artist");
        var second = await harness.TopAsync("alice", "?limit=1&offset=1", "artists");
        (Names(second).Single(), second.Body.GetProperty("total").GetInt32()).ShouldBe((TestReleases.IdOf("Once"), 2));
        harness.Catalog.HiddenArtists.Add(TestReleases.IdOf("Twice"));
        Names(await harness.TopAsync("alice", type: "artists")).ShouldBe([TestReleases.IdOf("Once")]);
    }

    // One track heard to its end two weeks ago, twice; one for 40 s today; one skipped.
    private static async Task ListenAsync(TasteHarness harness)
    {
        var now = TasteHarness.Now;
        await harness.DeliverAsync(
            harness.Play("alice", harness.Tracks[1], now.AddDays(-13), 214, "s1", end: "complete"),
            harness.Play("alice", harness.Tracks[1], now.AddDays(-13).AddHours(1), 214, "s2", end: "complete"),
            harness.Play("alice", harness.Tracks[0], now.AddHours(-1), 40, "s3", end: "complete"),
            harness.Play("alice", harness.Tracks[2], now.AddHours(-1), 5, "s4", end: "skip"));
    }

    private static IEnumerable<string?> Names(Answer answer) => answer.Body.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString());
}
