using System.Text.Json;
using Shouldly;
using Xunit;

namespace Spotify.Functions.Tests.Telemetry.Taste;

public sealed class RecentlyPlayedTests
{
    private const string Route = "https://api.test/v1/me/player/recently-played";

    [Fact]
    public async Task Plays_that_were_heard_come_newest_first_in_the_web_APIs_shape()
    {
        await using var harness = new TasteHarness();
        var at = TasteHarness.Now.AddHours(-1);
        await harness.DeliverAsync(
            harness.Play("alice", harness.Tracks[0], at, context: "spotify:playlist:37i9dQZF1DXcBWIGoYBM5M"),
            harness.Play("alice", harness.Tracks[1], at.AddMinutes(5), seconds: 29),
            harness.Play("alice", harness.Tracks[2], at.AddMinutes(10).AddMilliseconds(7), context: "spotify:search:blue"));
        var answer = await harness.RecentAsync("alice");
        answer.Status.ShouldBe(200);
        var items = answer.Body.GetProperty("items").EnumerateArray().ToList();
        items.Select(TrackOf).ShouldBe([harness.Tracks[2], harness.Tracks[0]]);
        items.Select(item => item.GetProperty("played_at").GetString()).ShouldBe(["2026-11-20T09:10:00.007Z", "2026-11-20T09:00:00.000Z"]);
        items[0].GetProperty("track").GetProperty("album").GetProperty("name").GetString().ShouldBe("Album v1");
        items[0].GetProperty("context").ValueKind.ShouldBe(JsonValueKind.Null);
        JsonSerializer.Serialize(items[1].GetProperty("context")).ShouldBe(
            """{"type":"playlist","href":"https://api.test/v1/playlists/37i9dQZF1DXcBWIGoYBM5M","external_urls":{"spotify":"https://open.spotify.com/playlist/37i9dQZF1DXcBWIGoYBM5M"},"uri":"spotify:playlist:37i9dQZF1DXcBWIGoYBM5M"}""");
        answer.Body.GetProperty("limit").GetInt32().ShouldBe(20);
        answer.Body.GetProperty("next").ValueKind.ShouldBe(JsonValueKind.Null);
        answer.Text("href").ShouldBe(Route + "?limit=20");
        var cursors = answer.Body.GetProperty("cursors");
        cursors.GetProperty("after").GetString().ShouldBe(Ms(at.AddMinutes(10).AddMilliseconds(7)));
        cursors.GetProperty("before").GetString().ShouldBe(Ms(at));
    }

    [Fact]
    public async Task Somebody_who_has_heard_nothing_has_an_empty_page_and_nobody_sees_anothers_plays()
    {
        await using var harness = new TasteHarness();
        await harness.DeliverAsync(harness.Play("alice", harness.Tracks[0], TasteHarness.Now.AddHours(-1)));
        foreach (var other in (string[])["bob", "alic", "alice2", "ALICE", "a\u0001b"])
        {
            var answer = await harness.RecentAsync(other);
            answer.Body.GetProperty("items").GetArrayLength().ShouldBe(0);
            answer.Body.GetProperty("cursors").ValueKind.ShouldBe(JsonValueKind.Null);
            answer.Body.GetProperty("next").ValueKind.ShouldBe(JsonValueKind.Null);
            (await harness.TopAsync(other)).Body.GetProperty("total").GetInt32().ShouldBe(0);
        }
    }

    [Theory]
    [InlineData("?limit=0", "limit")]
    [InlineData("?limit=51", "limit")]
    [InlineData("?limit=ten", "limit")]
    [InlineData("?limit=1&limit=2", "limit")]
    [InlineData("?after=-1", "after")]
    [InlineData("?before=1.5", "before")]
    [InlineData("?before=99999999999999999999", "before")]
    [InlineData("?after=1&before=2", "one of them")]
    public async Task A_query_that_is_wrong_is_refused_by_name(string query, string named)
    {
        await using var harness = new TasteHarness();
        var answer = await harness.RecentAsync("alice", query);
        (answer.Status, answer.Reason).ShouldBe((400, "INVALID_REQUEST"));
        answer.Message.ShouldContain(named);
    }

    [Fact]
    public async Task Tracks_that_are_gone_from_the_catalogue_are_left_out_and_the_page_is_filled_with_older_plays()
    {
        await using var harness = new TasteHarness();
        for (var i = 0; i < 9; i++)
            await harness.DeliverAsync(harness.Play("alice", harness.Tracks[i % 3], TasteHarness.Now.AddMinutes(-5 * (i + 1)), session: $"s{i}"));
        var (gone, left) = (harness.Tracks[1], new[] { harness.Tracks[0], harness.Tracks[2] });
        harness.Catalog.Tracks.Remove(gone);
        var answer = await harness.RecentAsync("alice", "?limit=6");
        answer.Body.GetProperty("items").EnumerateArray().Select(TrackOf).ShouldBe([left[0], left[1], left[0], left[1], left[0], left[1]]);
        answer.Body.GetProperty("next").ValueKind.ShouldBe(JsonValueKind.Null);
        (await harness.RecentAsync("alice", "?limit=5")).Text("next").ShouldStartWith(Route + "?before=");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Following_next_gives_every_play_once_while_new_ones_arrive_between_the_pages(int seed)
    {
        await using var harness = new TasteHarness();
        var random = new Random(seed);
        var starts = new List<DateTimeOffset>();
        for (var i = 0; i < 60; i++)
        {
            // Over some weeks; now and then two devices begin in the same millisecond.
            var start = starts.Count > 0 && random.Next(6) == 0 ? starts[^1] : TasteHarness.Now.AddMilliseconds(-random.NextInt64(1, 25L * 24 * 3_600_000));
            starts.Add(start);
            await harness.DeliverAsync(harness.Play("alice", harness.Tracks[random.Next(3)], start, session: $"s{i}"));
        }

        var seen = new List<string>();
        var query = $"?limit={random.Next(1, 9)}";
        for (var next = query; next is not null;)
        {
            var answer = await harness.RecentAsync("alice", next);
            seen.AddRange(answer.Body.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("played_at").GetString()!));
            next = answer.Body.GetProperty("next").GetString()?[Route.Length..];
            harness.Time.Advance(TimeSpan.FromMinutes(2));
            await harness.DeliverAsync(harness.Play("alice", harness.Tracks[0], harness.Time.GetUtcNow().AddSeconds(-60), session: $"new-{seen.Count}"));
        }

        seen.Count.ShouldBe(60);
        seen.Distinct().Count().ShouldBe(60);
        seen.ShouldBe(seen.OrderDescending(StringComparer.Ordinal));

        // Whoever comes again asks for what is newer, until he has it all.
        var cursor = Ms(DateTimeOffset.Parse(seen[0], System.Globalization.CultureInfo.InvariantCulture));
        var newer = new List<string>();
        for (var more = $"?after={cursor}&limit=2"; more is not null;)
        {
            var answer = await harness.RecentAsync("alice", more);
            newer.AddRange(answer.Body.GetProperty("items").EnumerateArray().Reverse().Select(item => item.GetProperty("played_at").GetString()!));
            more = answer.Body.GetProperty("next").GetString()?[Route.Length..];
        }

        var all = (await harness.HistoryAsync("alice")).Count(play => play.IsHeard);
        newer.Count.ShouldBe(all - 60);
        newer.ShouldBe(newer.Distinct().Order(StringComparer.Ordinal));
    }

    private static string? TrackOf(JsonElement item) => item.GetProperty("track").GetProperty("id").GetString();

    private static string Ms(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
}
