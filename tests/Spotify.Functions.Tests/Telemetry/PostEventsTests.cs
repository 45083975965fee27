using System.Text;
using System.Text.Json;
using Shouldly;
using Spotify.Core.Catalog;
using Spotify.Core.Telemetry;
using Spotify.TestSupport;
using Xunit;
using static Spotify.Functions.Tests.Telemetry.TelemetryApplication;

namespace Spotify.Functions.Tests.Telemetry;

/// <summary>The intake as a client meets it: over a socket, through the composed application, down to the ledger.</summary>
public sealed class PostEventsTests(TelemetryApplication application) : IClassFixture<TelemetryApplication>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private string Track => application.Tracks[0];

    [Fact]
    public async Task A_request_posted_twice_is_accepted_twice_and_its_play_counted_once()
    {
        // A track that no other test plays.
        var track = application.Tracks[1];
        var body = new { device = new { id = "d1", type = "phone" }, events = Play(track, "twice") };
        for (var i = 0; i < 2; i++)
        {
            (await application.PostAsync(body, "twice")).Results
                .ShouldBe([("twice-1", "accepted", null), ("twice-2", "accepted", null)]);
        }

        (await application.LedgerAfterAsync("twice")).ShouldHaveSingleItem().Track.ShouldBe(track);
        await Eventually.HoldsAsync("the play is counted", Patience, async () => await application.CountAsync(track) == 1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_of_ten_megabytes_is_too_large_whether_its_length_is_told_or_not(bool lengthKnown)
    {
        var bytes = new byte[10 * 1024 * 1024];
        Array.Fill(bytes, (byte)' ');
        HttpContent body = lengthKnown ? new ByteArrayContent(bytes) : new StreamContent(new UnknownLength(bytes));
        var answer = await application.PostAsync(body, "large");
        (answer.Status, answer.Reason).ShouldBe((413, "TOO_LARGE"));
    }

    [Theory]
    [InlineData(1000, 202, null)]
    [InlineData(1001, 413, "TOO_LARGE")]
    public async Task A_thousand_events_are_taken_and_one_more_is_too_many(int events, int status, string? reason)
    {
        var body = new { events = Enumerable.Range(0, events).Select(i => Event($"e{i}", "progress", Track, "many", i, DateTimeOffset.UtcNow)) };
        var answer = await application.PostAsync(body, "many");
        (answer.Status, answer.Reason).ShouldBe((status, reason));
        answer.Results.Count(one => one.Status == "accepted").ShouldBe(status == 202 ? 1000 : 0);
    }

    [Theory]
    [InlineData("%")]
    [InlineData("{\"events\":%}")]
    [InlineData("{\"device\":{\"x\":%},\"events\":[]}")]
    [InlineData("{\"events\":[{\"context\":%}]}")]
    [InlineData("{\"events\":[{\"position_ms\":%}]}")]
    public async Task Json_nested_without_end_is_refused_wherever_it_is(string body)
    {
        foreach (var nest in (string[])[new string('[', 100_000), new string('[', 100_000) + new string(']', 100_000), Repeat("{\"a\":", 50_000)])
        {
            var answer = await application.PostAsync(body.Replace("%", nest, StringComparison.Ordinal), "deep");
            (answer.Status, answer.Reason).ShouldBe((400, "INVALID_REQUEST"));
        }
    }

    [Fact]
    public async Task A_broken_event_is_named_and_spoils_none_of_its_batch()
    {
        var good = Play(Track, "good");
        object?[] positions = ["NaN", -1, -0.5, 1e300, null, 0.5, 86_400_001];
        var broken = positions.Select((position, i) => Event($"p{i}", "progress", Track, "good", position, DateTimeOffset.UtcNow)).ToList();
        broken.Add(Event("t1970", "progress", Track, "good", 1, DateTimeOffset.UnixEpoch));
        broken.Add(Event("t2100", "progress", Track, "good", 1, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        broken.Add(Event("type", "purchase", Track, "good", 1, DateTimeOffset.UtcNow));
        broken.Add(Event("track", "progress", "../../etc/passwd", "good", 1, DateTimeOffset.UtcNow));
        broken.Add(Event("session", "progress", Track, "a/b", 1, DateTimeOffset.UtcNow));
        broken.Add([]);
        var answer = await application.PostAsync(new { events = (IEnumerable<object>)[good[0], .. broken, 7, good[1]] }, "broken");

        answer.Results[0].ShouldBe(("good-1", "accepted", null));
        answer.Results[^1].ShouldBe(("good-2", "accepted", null));
        answer.Results.Skip(1).SkipLast(1).Select(one => one.Reason).ShouldBe(
        [
            "POSITION_INVALID", "POSITION_NEGATIVE", "POSITION_NEGATIVE", "POSITION_INVALID", "POSITION_INVALID", "POSITION_INVALID", "POSITION_INVALID",
            "TIME_INVALID", "TIME_INVALID", "TYPE_UNKNOWN", "TRACK_INVALID", "SESSION_INVALID", "ID_INVALID", "EVENT_INVALID",
        ]);
        (await application.LedgerAfterAsync("broken")).ShouldHaveSingleItem().Session.ShouldBe(await application.SessionIdAsync("broken", "good"));
    }

    [Fact]
    public async Task A_bare_nan_is_no_json_and_refuses_the_request()
    {
        var answer = await application.PostAsync($$"""{"events":[{"id":"1","type":"start","session":"s","track":"{{Track}}","position_ms":NaN,"at":"2026-11-20T10:00:01Z"}]}""", "nan");
        (answer.Status, answer.Reason).ShouldBe((400, "INVALID_REQUEST"));
    }

    [Fact]
    public async Task Another_listeners_id_in_the_body_is_not_looked_at()
    {
        foreach (var one in Play(Track, "mine"))
        {
            one["user"] = one["user_id"] = one["sub"] = "victim";
            (await application.PostAsync(new { user = "victim", user_id = "victim", sub = "victim", listener = new { user_id = "victim" }, events = (object[])[one] }, "sender"))
                .Results.ShouldHaveSingleItem().Status.ShouldBe("accepted");
        }

        (await application.LedgerAfterAsync("sender")).ShouldHaveSingleItem().Session.ShouldBe(await application.SessionIdAsync("sender", "mine"));
        (await application.LedgerAsync("victim")).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_unknown_track_is_accepted_at_the_door_and_named_and_passed_over_behind_it()
    {
        var before = application.Ignored("unknown_track");
        var answer = await application.PostAsync(new { events = Play(SpotifyId.Derive("track", "nobody's"), "unknown").Concat(Play(Track, "known")) }, "finder");
        answer.Results.ShouldAllBe(one => one.Status == "accepted");
        (await application.LedgerAfterAsync("finder")).ShouldHaveSingleItem().Session.ShouldBe(await application.SessionIdAsync("finder", "known"));
        application.Ignored("unknown_track").ShouldBeGreaterThan(before);
    }

    [Theory]
    [InlineData(HubState.Refusing)]
    [InlineData(HubState.Silent)]
    internal async Task A_hub_that_is_away_means_503_and_when_to_come_back_and_nothing_half_accepted(HubState state)
    {
        var listener = $"waits-{state}";
        // Long names make more than one event of the hub, which go together or not at all.
        var events = Enumerable.Range(0, 4).SelectMany(i => Play(Track, $"away-{i}")).Concat(Enumerable.Range(0, 900).Select(Bulky)).ToList();
        application.Hub = state;
        try
        {
            var refused = await application.PostAsync(new { events }, listener);
            (refused.Status, refused.Reason).ShouldBe((503, "DEPENDENCY_UNAVAILABLE"));
            refused.RetryAfter.ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.Zero);
        }
        finally
        {
            application.Hub = HubState.Taking;
        }

        (await application.LedgerAfterAsync(listener)).ShouldBeEmpty();
        (await application.PostAsync(new { events }, listener)).Results.ShouldAllBe(one => one.Status == "accepted");
        (await application.LedgerAfterAsync(listener)).Count.ShouldBe(4);
    }

    [Fact]
    public async Task One_request_may_hold_all_kinds_and_each_goes_to_its_hub_with_the_outcomes_in_order()
    {
        var at = DateTimeOffset.UtcNow;
        object[] events =
        [
            Other("s", "search", at, ("query", "rain"), ("user", "victim")), Play(Track, "mixed")[0], Other("q", "quality", at, ("first_audio_ms", 120)),
            Other("f", "follow", at, ("uri", "spotify:artist:1"), ("action", "follow")), Other("e", "client_error", at, ("error_code", "E"), ("message", "m")),
            Other("d", "dance", at), Other("l", "library", at, ("uri", $"spotify:track:{Track}"), ("action", "save")), Other("s", "search", at, ("query", "rain")),
        ];
        var answer = await application.PostAsync(new { schema = 1, device = new { id = "d1", type = "phone", app_version = "9.1" }, events }, "mixer");
        answer.Results.ShouldBe(
        [
            ("s", "accepted", null), ("mixed-1", "accepted", null), ("q", "accepted", null), ("f", "rejected", "URI_INVALID"), ("e", "accepted", null),
            ("d", "rejected", "TYPE_UNKNOWN"), ("l", "accepted", null), ("s", "accepted", "DUPLICATE_IN_REQUEST"),
        ]);

        var activity = (await application.SeenAsync("activity", "mixer")).ShouldHaveSingleItem();
        ActivityBatch.TryRead(activity.Body)!.Events.Select(one => (one.Id, one.Query ?? one.Uri)).ShouldBe([("s", "rain"), ("l", $"spotify:track:{Track}")]);
        ActivityBatch.TryRead(activity.Body)!.Device.ShouldBe(new ActivityDevice("d1", DeviceType.Phone, "9.1"));
        activity.Data.Properties["events"].ShouldBe(2);
        ActivityBatch.TryRead((await application.SeenAsync("diagnostics", "mixer")).ShouldHaveSingleItem().Body)!.Events.Select(one => one.Id).ShouldBe(["q", "e"]);
        PlaybackReports.TryRead((await application.SeenAsync("plays", "mixer")).ShouldHaveSingleItem().Body)!.Reports.ShouldHaveSingleItem().Id.ShouldBe("mixed-1");
    }

    [Theory]
    [InlineData("plays")]
    [InlineData("activity")]
    [InlineData("diagnostics")]
    public async Task When_one_of_the_hubs_is_away_the_request_is_refused_and_a_repeat_is_safe(string hub)
    {
        var (listener, at) = ($"parts-{hub}", DateTimeOffset.UtcNow);
        object[] events = [.. Play(Track, "parts"), Other("a", "search", at, ("query", "x")), Other("q", "quality", at, ("bitrate_kbps", 160))];
        application.RefusingHub = hub;
        try
        {
            (await application.PostAsync(new { events }, listener)).Reason.ShouldBe("DEPENDENCY_UNAVAILABLE");
        }
        finally
        {
            application.Hub = HubState.Taking;
        }

        (await application.PostAsync(new { events }, listener)).Results.ShouldAllBe(one => one.Status == "accepted");
        (await application.LedgerAfterAsync(listener)).ShouldHaveSingleItem();
        // Twice where it was taken the first time, with the same id: whoever reads it counts an id once.
        var seen = await application.SeenAsync("activity", listener, hub == "activity" ? 1 : 2);
        seen.SelectMany(one => ActivityBatch.TryRead(one.Body)!.Events).Select(one => one.Id).Distinct().ShouldBe(["a"]);
    }

    [Fact]
    public async Task A_newer_form_of_request_is_refused_by_name_and_says_what_to_do()
    {
        var answer = await application.PostAsync(new { schema = 2, events = Play(Track, "newer") }, "newer");
        (answer.Status, answer.Reason).ShouldBe((400, "INVALID_REQUEST"));
    }

    [Fact]
    public async Task Hostile_texts_are_named_and_nothing_else_is_lost()
    {
        var at = DateTimeOffset.UtcNow;
        var huge = new string('x', 200_000);
        object[] events =
        [
            Play(Track, "hostile")[0], Other("u1", "share", at, ("uri", "spotify:track:../../x")), Other("u2", "share", at, ("uri", huge)), Other(huge, "search", at, ("query", "x")),
            Other("q", "search", at, ("query", huge)), Other("m", "client_error", at, ("error_code", "e"), ("message", huge)), Other("t", huge, at),
            Other("old", "search", DateTimeOffset.UnixEpoch, ("query", "x")), Play(Track, "hostile")[1],
        ];
        (await application.PostAsync(new { events }, "hostile")).Results.Select(one => one.Reason).ShouldBe(
            [null, "URI_INVALID", "URI_INVALID", "ID_INVALID", "QUERY_INVALID", "MESSAGE_INVALID", "TYPE_UNKNOWN", "TIME_INVALID", null]);
        (await application.LedgerAfterAsync("hostile")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_named_and_a_field_that_comes_twice_counts_as_it_came_last()
    {
        var at = DateTimeOffset.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        byte[] body =
        [
            .. Encoding.UTF8.GetBytes($$"""{"events":[{"id":"1","type":"search","at":"{{at}}","query":"""), (byte)'"', 0xC3, 0x28, (byte)'"',
            .. Encoding.UTF8.GetBytes($$"""},{"id":"2","type":"start","type":"search","at":"{{at}}","query":"first","query":"last"},{"id":"3","type":"search","type":3,"at":"{{at}}","query":"x"}]}"""),
        ];
        (await application.PostAsync(new ByteArrayContent(body), "bytes")).Results.ShouldBe([("1", "rejected", "QUERY_INVALID"), ("2", "accepted", null), ("3", "rejected", "TYPE_UNKNOWN")]);
        ActivityBatch.TryRead((await application.SeenAsync("activity", "bytes")).ShouldHaveSingleItem().Body)!.Events.ShouldHaveSingleItem().Query.ShouldBe("last");
    }

    [Fact]
    public async Task Callers_of_one_network_have_one_key_and_their_address_is_kept_nowhere()
    {
        // What a caller writes into the header himself stands before what the proxy in front adds.
        string?[] froms = ["203.0.113.7", "1.2.3.4, 203.0.113.200:5050", "203.0.114.7", "2001:db8:1:2::1", "[2001:db8:1:ffff::2]:443", "10.0.0.7", "junk", null];
        foreach (var (from, i) in froms.Select((from, i) => (from, i)))
            (await application.PostAsync(new StringContent(JsonSerializer.Serialize(new { events = Play(Track, $"net-{i}") })), $"net-{i}", from)).Status.ShouldBe(202);
        var keys = new List<ulong>();
        for (var i = 0; i < froms.Length; i++)
        {
            var seen = (await application.SeenAsync("plays", $"net-{i}")).ShouldHaveSingleItem();
            Encoding.Latin1.GetString(seen.Body).ShouldNotContain("203.0.113");
            keys.Add(EventBatch.TryRead(seen.Body)!.Events[0][0].Facts!.NetworkKey);
        }

        (keys[0], keys[3]).ShouldBe((keys[1], keys[4]));
        new[] { keys[0], keys[2], keys[3] }.Where(key => key != 0).Distinct().Count().ShouldBe(3);
        keys.Skip(5).ShouldAllBe(key => key == 0);
    }

    [Fact]
    public async Task Without_a_token_nothing_is_taken() =>
        (await application.PostAsync(new { events = Play(Track, "nobody") }, null)).Reason.ShouldBe("TOKEN_MISSING");

    [Fact]
    public async Task Whatever_is_sent_the_answer_has_its_shape_and_is_never_a_500()
    {
        var random = new Random(17);
        var good = JsonSerializer.SerializeToUtf8Bytes(new { device = new { id = "d", type = "phone" }, sent_at = DateTimeOffset.UtcNow, events = Play(Track, "fuzz") });
        string[] tokens = ["null", "{}", "[]", "-1", "1e999", "\"\\ud800\"", "\"\\u0000\"", "NaN", "\"\"", "\u00ff", "{\"events\":[]}", "18446744073709551616"];
        for (var i = 0; i < TestScale.Of(300, 5000); i++)
        {
            var bytes = good.ToList();
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                var at = random.Next(bytes.Count);
                switch (random.Next(4))
                {
                    case 0:
                        bytes[at] = (byte)random.Next(256);
                        break;
                    case 1:
                        bytes.RemoveRange(at, Math.Min(random.Next(1, 40), bytes.Count - at - 1));
                        break;
                    case 2:
                        bytes.InsertRange(at, Encoding.UTF8.GetBytes(tokens[random.Next(tokens.Length)]));
                        break;
                    default:
                        bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 200), bytes.Count - at)));
                        break;
                }
            }

            // The hub has half a second in this application; a busy machine may overrun it, and the client is told to send again.
            (await application.PostAsync(new ByteArrayContent([.. bytes]), "fuzz")).Status.ShouldBeOneOf(202, 400, 503);
        }

        (await application.LedgerAfterAsync("fuzz")).Count.ShouldBeLessThan(1000);
    }

    [Fact]
    public async Task While_the_store_is_away_events_are_taken_and_counted_when_it_is_back()
    {
        application.Store.Outage = () => new IOException("The test took the disk away");
        var failed = application.Store.Failures;
        try
        {
            (await application.PostAsync(new { events = Play(Track, "outage") }, "patient")).Status.ShouldBe(202);
            await Eventually.HoldsAsync("the consumer came again", Patience, () => application.Store.Failures > failed + 2);
        }
        finally
        {
            application.Store.Outage = null;
        }

        (await application.LedgerAfterAsync("patient")).ShouldHaveSingleItem().Session.ShouldBe(await application.SessionIdAsync("patient", "outage"));
        (await application.PoisonCountAsync()).ShouldBe(0);
    }

    private Dictionary<string, object?> Bulky(int number)
    {
        var one = Event($"{number:d128}", "progress", Track, $"{number:d64}", 40_000, DateTimeOffset.UtcNow.AddMinutes(-9));
        one["context"] = new { type = $"{number:d64}", id = $"{number:d64}" };
        return one;
    }

    private static Dictionary<string, object?> Other(string id, string type, DateTimeOffset at, params (string Name, object? Value)[] more)
    {
        var one = new Dictionary<string, object?> { ["id"] = id, ["type"] = type, ["at"] = at };
        foreach (var (name, value) in more)
            one[name] = value;
        return one;
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    private sealed class UnknownLength(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
