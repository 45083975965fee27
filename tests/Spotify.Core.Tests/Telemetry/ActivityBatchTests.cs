using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Playback;
using Spotify.Core.Telemetry;
using Xunit;

namespace Spotify.Core.Tests.Telemetry;

public sealed class ActivityBatchTests
{
    private const string Track = "spotify:track:4uLU6hMCjMI75M1A2tKUQC";
    private static readonly long Now = new DateTimeOffset(2026, 11, 20, 10, 0, 5, TimeSpan.Zero).ToUnixTimeMilliseconds();
    private static readonly ListenerStamp Listener = new("user", Tier.Student, "NO");

    [Theory]
    [InlineData("""{"type":"search","query":"blå \"regn\" \ud83d\ude00","results":7,"action":"open","rank":0,"uri":"spotify:artist:4uLU6hMCjMI75M1A2tKUQC","session":"s"}""")]
    [InlineData("""{"type":"share","uri":"spotify:user:some.body_1","action":"send","target":"other"}""")]
    [InlineData("""{"type":"page_view","page":"home","duration_ms":0}""")]
    [InlineData("""{"type":"library","uri":"spotify:album:4uLU6hMCjMI75M1A2tKUQC","action":"save","offline":true}""")]
    [InlineData("""{"type":"playlist","uri":"spotify:track:4uLU6hMCjMI75M1A2tKUQC","action":"add","context":{"type":"playlist","id":"p"}}""")]
    [InlineData("""{"type":"follow","uri":"spotify:show:4uLU6hMCjMI75M1A2tKUQC","action":"unfollow"}""")]
    [InlineData("""{"type":"block","uri":"spotify:artist:4uLU6hMCjMI75M1A2tKUQC","action":"block"}""")]
    [InlineData("""{"type":"social","action":"join","target":"jam","context":{"id":"only"}}""")]
    [InlineData("""{"type":"ad_impression","ad":"a1","placement":"audio","duration_ms":30000,"completed":false}""")]
    [InlineData("""{"type":"client_error","error_code":"E1","message":"x\ty","fatal":true,"page":"player"}""", "MESSAGE_INVALID")]
    [InlineData("""{"type":"client_error","error_code":"E1","message":"it broke","fatal":true,"page":"player"}""")]
    [InlineData("""{"type":"quality","first_audio_ms":180,"rebuffer_count":1,"rebuffer_ms":90,"bitrate_kbps":160,"network":"5g","uri":"spotify:episode:4uLU6hMCjMI75M1A2tKUQC"}""")]
    [InlineData("""{"type":"search"}""", "QUERY_INVALID")]
    [InlineData("""{"type":"search","query":null}""", "QUERY_INVALID")]
    [InlineData("""{"type":"search","query":["x"]}""", "QUERY_INVALID")]
    [InlineData("""{"type":"search","query":"\u0000"}""", "QUERY_INVALID")]
    [InlineData("""{"type":"search","query":"x","results":-1}""", "METRIC_INVALID")]
    [InlineData("""{"type":"search","query":"x","rank":1.5}""", "METRIC_INVALID")]
    [InlineData("""{"type":"search","query":"x","action":"save"}""", "ACTION_UNKNOWN")]
    [InlineData("""{"type":"search","query":"x","session":"a/b"}""", "SESSION_INVALID")]
    [InlineData("""{"type":"search","query":"x","session":""}""", "SESSION_INVALID")]
    [InlineData("""{"type":"search","query":"x","context":7}""", "CONTEXT_INVALID")]
    [InlineData("""{"type":"search","query":"x","offline":1}""", "EVENT_INVALID")]
    [InlineData("""{"type":"search","query":"x","at":"1970-01-01T00:00:00Z"}""", "TIME_INVALID")]
    [InlineData("""{"type":"share"}""", "URI_INVALID")]
    [InlineData("""{"type":"share","uri":"https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC"}""", "URI_INVALID")]
    [InlineData("""{"type":"share","uri":"spotify:track:"}""", "URI_INVALID")]
    [InlineData("""{"type":"share","uri":"spotify:track:4uLU6hMCjMI75M1A2tKUQC:x"}""", "URI_INVALID")]
    [InlineData("""{"type":"share","uri":"spotify:track:ZZZZZZZZZZZZZZZZZZZZZZ"}""", "URI_INVALID")]
    [InlineData("""{"type":"share","uri":"spotify:movie:4uLU6hMCjMI75M1A2tKUQC"}""", "URI_INVALID")]
    [InlineData("""{"type":"share","uri":"spotify:user:a b"}""", "URI_INVALID")]
    [InlineData("""{"type":"share","uri":"spotify:user:../x"}""", "URI_INVALID")]
    [InlineData("""{"type":"share","uri":"SPOTIFY:track:4uLU6hMCjMI75M1A2tKUQC"}""", "URI_INVALID")]
    [InlineData("""{"type":"share","uri":"spotify"}""", "URI_INVALID")]
    [InlineData("""{"type":"follow","uri":"spotify:track:4uLU6hMCjMI75M1A2tKUQC","action":"follow"}""", "URI_INVALID")]
    [InlineData("""{"type":"library","uri":"spotify:track:4uLU6hMCjMI75M1A2tKUQC"}""", "ACTION_UNKNOWN")]
    [InlineData("""{"type":"library","uri":"spotify:track:4uLU6hMCjMI75M1A2tKUQC","action":null}""", "ACTION_UNKNOWN")]
    [InlineData("""{"type":"library","uri":"spotify:track:4uLU6hMCjMI75M1A2tKUQC","action":7}""", "ACTION_UNKNOWN")]
    [InlineData("""{"type":"social","action":"join","target":""}""", "TARGET_INVALID")]
    [InlineData("""{"type":"page_view"}""", "PAGE_INVALID")]
    [InlineData("""{"type":"ad_impression"}""", "AD_INVALID")]
    [InlineData("""{"type":"ad_impression","ad":"a","placement":"forehead"}""", "AD_INVALID")]
    [InlineData("""{"type":"ad_impression","ad":"a","completed":"yes"}""", "EVENT_INVALID")]
    [InlineData("""{"type":"client_error"}""", "CODE_INVALID")]
    [InlineData("""{"type":"client_error","error_code":null}""", "CODE_INVALID")]
    [InlineData("""{"type":"quality"}""", "METRIC_INVALID")]
    [InlineData("""{"type":"quality","first_audio_ms":null,"network":"5g"}""", "METRIC_INVALID")]
    [InlineData("""{"type":"quality","bitrate_kbps":10001}""", "METRIC_INVALID")]
    [InlineData("""{"type":"quality","bitrate_kbps":1,"network":"6g"}""", "NETWORK_UNKNOWN")]
    public void Each_type_has_strict_rules_of_its_own_and_what_is_wrong_has_a_name(string json, string reason = "")
    {
        // What a type does not have is unknown to it, however wrong it would be elsewhere; a field that the case sets itself comes later and counts.
        var unknown = json.Contains("\"type\":\"search\"", StringComparison.Ordinal) ? "\"position_ms\":-1,\"track\":[],\"fatal\":9" : "\"query\":{},\"position_ms\":-1,\"track\":5";
        var request = Read($$"""{"events":[{"id":"1","at":"2026-11-20T10:00:01Z",{{unknown}},{{json[1..]}} ]}""");
        EventNames.Of(request.Events[0].Rejection).ShouldBe(reason);
        if (reason.Length > 0)
            return;

        // What comes out is what went in, in one order, with nothing else.
        var stream = EventNames.StreamOf(request.Events[0].Activity);
        request.ForwardedTo(stream).ShouldBe(1);
        var body = Write(request, stream).ShouldHaveSingleItem();
        var sent = JsonDocument.Parse(json).RootElement.EnumerateObject().ToDictionary(field => field.Name, field => field.Value);
        var kept = JsonDocument.Parse(body.Bytes).RootElement.GetProperty("events").EnumerateArray().ShouldHaveSingleItem()
            .EnumerateObject().Where(field => field.Name is not ("id" or "at")).ToDictionary(field => field.Name, field => field.Value);
        kept.Keys.ShouldBe(sent.Keys, ignoreOrder: true);
        foreach (var (name, value) in sent)
            JsonElement.DeepEquals(kept[name], value).ShouldBeTrue(name);
        ActivityBatch.TryRead(body.Bytes.Span)!.Events.ShouldHaveSingleItem().Type.ShouldBe(request.Events[0].Activity);
    }

    [Fact]
    public void A_body_says_who_sent_it_from_what_and_when()
    {
        var request = Read($$"""
            {"schema":1,"device":{"id":"d1","type":"game_console","app_version":"1.0"},"sent_at":"2026-11-20T09:00:05Z","events":[
              {"id":"1","type":"library","uri":"{{Track}}","action":"save","at":"2026-11-20T09:00:01.5Z","session":"s","context":{"type":"artist","id":"x"} },
              {"id":"2","type":"quality","first_audio_ms":3,"at":"2026-11-20T09:00:02+01:00"},
              {"id":"3","type":"start","session":"s","track":"4uLU6hMCjMI75M1A2tKUQC","position_ms":0,"at":"2026-11-20T09:00:01Z"},
              {"id":"4","type":"block","uri":"{{Track}}","action":"block","at":"2026-11-20T09:00:03Z"},
              {"id":"1","type":"follow","uri":"spotify:user:x","action":"follow","at":"2026-11-20T09:00:03Z"}]}
            """);
        (request.ForwardedTo(EventStream.Plays), request.ForwardedTo(EventStream.Activity), request.ForwardedTo(EventStream.Diagnostics)).ShouldBe((1, 2, 1));
        request.Events[4].IsDuplicate.ShouldBeTrue();
        new EventBatchWriter().Write(request, Listener, 256 * 1024).ShouldHaveSingleItem();

        var body = Write(request, EventStream.Activity).ShouldHaveSingleItem();
        body.Events.ShouldBe(2);
        Encoding.UTF8.GetString(body.Bytes.Span).ShouldBe(
            """{"v":1,"user":"user","tier":"student","market":"NO","device":{"id":"d1","type":"game_console","app_version":"1.0"},"""
            + """ "received_at":"2026-11-20T10:00:05.000Z","clock_offset_ms":3600000,"events":["""[1..]
            + """{"id":"1","type":"library","at":"2026-11-20T09:00:01.500Z","session":"s","uri":"spotify:track:4uLU6hMCjMI75M1A2tKUQC","action":"save","context":{"type":"artist","id":"x"}},"""
            + """{"id":"4","type":"block","at":"2026-11-20T09:00:03.000Z","uri":"spotify:track:4uLU6hMCjMI75M1A2tKUQC","action":"block"}]}""");
        var batch = ActivityBatch.TryRead(body.Bytes.Span)!;
        batch.Listener.ShouldBe(Listener);
        batch.Device.ShouldBe(new ActivityDevice("d1", DeviceType.GameConsole, "1.0"));
        (batch.ReceivedMs, batch.ClockOffsetMs).ShouldBe((Now, 3_600_000));
        batch.Events[0].ShouldBe(new ActivityEvent
        {
            Id = "1",
            Type = ActivityType.Library,
            AtMs = Now - 3_603_500,
            Session = "s",
            Uri = Track,
            Action = "save",
            Context = new EventContext("artist", "x"),
        });
        ActivityBatch.TryRead(Write(request, EventStream.Diagnostics).ShouldHaveSingleItem().Bytes.Span)!.Events.ShouldHaveSingleItem().FirstAudioMs.ShouldBe(3);
    }

    [Fact]
    public void A_large_request_is_cut_and_no_body_is_over_the_bound()
    {
        // Characters that JSON writes as twelve bytes each.
        var query = string.Concat(Enumerable.Repeat("😀", 64));
        var request = Read($$"""{"events":[{{string.Join(',', Enumerable.Range(0, 1000).Select(Search))}}]}""");
        var bodies = Write(request, EventStream.Activity, 64 * 1024);
        bodies.Count.ShouldBeGreaterThan(5);
        bodies.ShouldAllBe(body => body.Bytes.Length <= 64 * 1024);
        bodies.Sum(body => body.Events).ShouldBe(1000);
        bodies.SelectMany(body => ActivityBatch.TryRead(body.Bytes.Span)!.Events).Select(one => (one.Id, one.Query))
            .ShouldBe(Enumerable.Range(0, 1000).Select(i => ($"{i}", (string?)query)));

        string Search(int i) => $$"""{"id":"{{i}}","type":"search","query":"{{query}}","at":"2026-11-20T10:00:01Z"}""";
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"v":2,"user":"u","tier":"free","market":"SE","device":{"id":"","type":"web","app_version":""},"received_at":"2026-11-20T10:00:05Z","clock_offset_ms":0,"events":[]}""")]
    [InlineData("""{"v":1,"user":"","tier":"free","market":"SE","device":{"id":"","type":"web","app_version":""},"received_at":"2026-11-20T10:00:05Z","clock_offset_ms":0,"events":[]}""")]
    [InlineData("""{"v":1,"user":"u","tier":"gold","market":"SE","device":{"id":"","type":"web","app_version":""},"received_at":"2026-11-20T10:00:05Z","clock_offset_ms":0,"events":[]}""")]
    [InlineData("""{"v":1,"user":"u","tier":"free","market":"SE","device":null,"received_at":"2026-11-20T10:00:05Z","clock_offset_ms":0,"events":[]}""")]
    [InlineData("""{"v":1,"user":"u","tier":"free","market":"SE","device":{"id":"","type":"web","app_version":""},"received_at":"yesterday","clock_offset_ms":0,"events":[]}""")]
    [InlineData("""{"v":1,"user":"u","tier":"free","market":"SE","device":{"id":"","type":"web","app_version":""},"received_at":"2026-11-20T10:00:05Z","clock_offset_ms":9000000000000000000,"events":[]}""")]
    [InlineData("""{"v":1,"user":"u","tier":"free","market":"SE","device":{"id":"","type":"web","app_version":""},"received_at":"2026-11-20T10:00:05Z","clock_offset_ms":0,"events":[null]}""")]
    [InlineData("""{"v":1,"user":"u","tier":"free","market":"SE","device":{"id":"","type":"web","app_version":""},"received_at":"2026-11-20T10:00:05Z","clock_offset_ms":0,"events":[{"id":"1","type":"none","at":"2026-11-20T10:00:05Z"}]}""")]
    [InlineData("""{"v":1,"user":"u","tier":"free","market":"SE","device":{"id":"","type":"web","app_version":""},"received_at":"2026-11-20T10:00:05Z","clock_offset_ms":0,"events":[{"id":"1","type":"follow"}]}""")]
    public void What_is_no_body_of_a_version_that_is_known_is_refused(string json) => ActivityBatch.TryRead(Encoding.UTF8.GetBytes(json)).ShouldBeNull();

    [Fact]
    public void Damaged_bytes_never_throw_and_what_is_accepted_survives_the_hub()
    {
        var writer = new ActivityBatchWriter();
        var request = new EventRequest();
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var body = Encoding.UTF8.GetBytes(
                $$"""{"schema":1,"device":{"id":"d","type":"tv","app_version":"1"},"sent_at":"2026-11-20T10:00:05Z","events":[{"id":"\u00e9","type":"search","query":"\"ö","rank":3,"at":"2026-11-20T10:00:01Z"},{"id":"b","type":"share","uri":"{{Track}}","target":"\ud83d\ude00","at":"2026-11-20T10:00:01Z"},{"id":"c","type":"client_error","error_code":"x","message":"\\","at":"2026-11-20T10:00:01Z"}]}""");
            Damage(random, body);
            if (EventRequestReader.Read(body, random.Next(5) == 0 ? random.Next(body.Length) : body.Length, request) != EventRequestOutcome.Read)
                return;
            request.Validate(Now);
            foreach (var stream in (EventStream[])[EventStream.Activity, EventStream.Diagnostics])
            {
                var bodies = new List<EventBody>();
                writer.Write(request, stream, Listener, 300 + random.Next(1000), bodies);
                bodies.Sum(one => ActivityBatch.TryRead(one.Bytes.Span)!.Events.Count).ShouldBe(request.ForwardedTo(stream));
                foreach (var bytes in bodies.Select(one => one.Bytes.ToArray()))
                {
                    Damage(random, bytes);
                    ActivityBatch.TryRead(bytes.AsSpan(0, random.Next(2) == 0 ? bytes.Length : random.Next(bytes.Length)));
                }
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    [Fact]
    public void Arbitrary_bytes_are_no_body_and_never_throw() =>
        Prop.ForAll<byte[]>(bytes =>
        {
            ActivityBatch.TryRead(bytes).ShouldBeNull();
            EventBatch.TryRead(bytes).ShouldBeNull();
            PlaybackReports.TryRead(bytes).ShouldBeNull();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    private static void Damage(Random random, byte[] bytes)
    {
        for (var damage = random.Next(4); damage > 0; damage--)
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
    }

    private static List<EventBody> Write(EventRequest request, EventStream stream, int maxBytes = 256 * 1024)
    {
        var bodies = new List<EventBody>();
        new ActivityBatchWriter().Write(request, stream, Listener, maxBytes, bodies);
        return bodies;
    }

    private static EventRequest Read(string json)
    {
        var body = Encoding.UTF8.GetBytes(json);
        var request = new EventRequest();
        EventRequestReader.Read(body, body.Length, request).ShouldBe(EventRequestOutcome.Read);
        request.Validate(Now);
        return request;
    }
}
