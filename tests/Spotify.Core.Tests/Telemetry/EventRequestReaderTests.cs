using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Playback;
using Spotify.Core.Telemetry;
using Xunit;

namespace Spotify.Core.Tests.Telemetry;

public sealed class EventRequestReaderTests
{
    private const string TrackId = "4uLU6hMCjMI75M1A2tKUQC";
    private static readonly long Now = new DateTimeOffset(2026, 11, 20, 10, 0, 5, TimeSpan.Zero).ToUnixTimeMilliseconds();

    [Fact]
    public void The_example_of_the_contract_is_accepted()
    {
        var request = Read("""
            {"device":{"id":"d1","type":"phone"},"sent_at":"2026-11-20T10:00:05Z",
             "events":[{"id":"client-made key","type":"start","session":"s1","track":"4uLU6hMCjMI75M1A2tKUQC","position_ms":0,"at":"2026-11-20T10:00:01Z",
                        "context":{"type":"playlist","id":"abc"},"offline":false}]}
            """);
        var one = request.Events[0];
        one.Rejection.ShouldBe(EventRejection.None);
        one.Track.ToString().ShouldBe(TrackId);
        one.AtMs.ShouldBe(Now - 4000);
        Encoding.UTF8.GetString(request.Text(one.Id)).ShouldBe("client-made key");
        Encoding.UTF8.GetString(request.Text(one.ContextId)).ShouldBe("abc");
        (request.DeviceId, request.Device).ShouldBe(("d1", DeviceType.Phone));
    }

    [Theory]
    [InlineData("\"position_ms\":-1", EventRejection.PositionNegative)]
    [InlineData("\"position_ms\":-0.5", EventRejection.PositionNegative)]
    [InlineData("\"position_ms\":-1e300", EventRejection.PositionNegative)]
    [InlineData("\"position_ms\":\"5\"", EventRejection.PositionInvalid)]
    [InlineData("\"position_ms\":1.5", EventRejection.PositionInvalid)]
    [InlineData("\"position_ms\":99999999999999999999", EventRejection.PositionInvalid)]
    [InlineData("\"position_ms\":null", EventRejection.PositionInvalid)]
    [InlineData("\"position_ms\":{\"a\":[1]}", EventRejection.PositionInvalid)]
    [InlineData("\"type\":\"dance\"", EventRejection.TypeUnknown)]
    [InlineData("\"type\":3", EventRejection.TypeUnknown)]
    [InlineData("\"id\":\"\"", EventRejection.IdInvalid)]
    [InlineData("\"id\":\"\\u0000\"", EventRejection.IdInvalid)]
    [InlineData("\"id\":\"\\ud800\"", EventRejection.IdInvalid)]
    [InlineData("\"id\":[\"x\"]", EventRejection.IdInvalid)]
    [InlineData("\"track\":\"4uLU6hMCjMI75M1A2tKUQ\"", EventRejection.TrackInvalid)]
    [InlineData("\"track\":\"ZZZZZZZZZZZZZZZZZZZZZZ\"", EventRejection.TrackInvalid)]
    [InlineData("\"track\":\"4uLU6hMCjMI75M1A2tK/QC\"", EventRejection.TrackInvalid)]
    [InlineData("\"session\":\"a/b\"", EventRejection.SessionInvalid)]
    [InlineData("\"session\":\"\"", EventRejection.SessionInvalid)]
    [InlineData("\"at\":\"1970-01-01T00:00:00Z\"", EventRejection.TimeInvalid)]
    [InlineData("\"at\":\"2100-01-01T00:00:00Z\"", EventRejection.TimeInvalid)]
    [InlineData("\"at\":\"2026-11-20T10:00:01\"", EventRejection.TimeInvalid)]
    [InlineData("\"at\":\"2026-13-20T10:00:01Z\"", EventRejection.TimeInvalid)]
    [InlineData("\"at\":\"9999-12-31T23:59:59-23:59\"", EventRejection.TimeInvalid)]
    [InlineData("\"at\":1763632801", EventRejection.TimeInvalid)]
    [InlineData("\"context\":\"album\"", EventRejection.ContextInvalid)]
    [InlineData("\"context\":{\"type\":5}", EventRejection.ContextInvalid)]
    [InlineData("\"offline\":\"no\"", EventRejection.EventInvalid)]
    [InlineData("\"first_audio_ms\":-1", EventRejection.MetricInvalid)]
    [InlineData("\"rebuffer_ms\":1.5", EventRejection.MetricInvalid)]
    [InlineData("\"rebuffer_count\":1000001", EventRejection.MetricInvalid)]
    [InlineData("\"rebuffer_count\":\"1\"", EventRejection.MetricInvalid)]
    [InlineData("\"error_code\":\"\"", EventRejection.CodeInvalid)]
    [InlineData("\"error_code\":\"00000000000000000000000000000000000000000000000000000000000000000\"", EventRejection.CodeInvalid)]
    public void A_wrong_field_has_a_name_and_spoils_only_its_event(string field, EventRejection reason)
    {
        // A field that comes again replaces the one before.
        var request = Read($$"""{"events":[{{Event("a")}},{{Event("b", "," + field)}},{{Event("c")}}]}""");
        request.Events.ToArray().Select(one => one.Rejection).ShouldBe([EventRejection.None, reason, EventRejection.None]);
        request.ForwardedCount.ShouldBe(2);
    }

    [Theory]
    [InlineData("id", EventRejection.IdInvalid)]
    [InlineData("type", EventRejection.TypeUnknown)]
    [InlineData("session", EventRejection.SessionInvalid)]
    [InlineData("track", EventRejection.TrackInvalid)]
    [InlineData("position_ms", EventRejection.PositionInvalid)]
    [InlineData("at", EventRejection.TimeInvalid)]
    public void A_missing_field_has_the_name_of_a_wrong_one(string field, EventRejection reason) =>
        Read($$"""{"events":[{{Event("a").Replace($"\"{field}\"", "\"unknown\"", StringComparison.Ordinal)}}]}""").Events[0].Rejection.ShouldBe(reason);

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("3")]
    [InlineData("\"start\"")]
    public void What_is_no_object_is_no_event(string json) =>
        Read($$"""{"events":[{{json}},{{Event("a")}}]}""").Events.ToArray().Select(one => one.Rejection).ShouldBe([EventRejection.EventInvalid, EventRejection.None]);

    [Fact]
    public void Unknown_fields_are_ignored_however_they_are_made() =>
        Read($$"""{"new":[{"deep":[[]]}],"events":[{{Event("a", ",\"mood\":{\"x\":[1,2,{\"position_ms\":-5}]}")}}],"more":null}""").ForwardedCount.ShouldBe(1);

    [Fact]
    public void A_key_that_comes_twice_is_passed_on_once()
    {
        var request = Read($$"""{"events":[{{Event("a", ",\"position_ms\":-1")}},{{Event("a")}},{{Event("\\u0061")}}]}""");
        request.Events.ToArray().Select(one => (one.Rejection, one.IsDuplicate)).ShouldBe(
            [(EventRejection.PositionNegative, false), (EventRejection.None, false), (EventRejection.None, true)]);
        request.ForwardedCount.ShouldBe(1);
    }

    [Fact]
    public void A_wrong_clock_is_corrected_by_when_the_request_was_sent()
    {
        var request = Read($$"""{"sent_at":"2001-01-01T00:00:10Z","events":[{{Event("a", ",\"at\":\"2001-01-01T00:00:00Z\"")}}]}""");
        request.Events[0].Rejection.ShouldBe(EventRejection.None);
        (request.Events[0].AtMs + request.ClockOffsetMs).ShouldBe(Now - 10_000);
    }

    [Fact]
    public void A_clock_that_is_nearly_right_is_left_alone_so_that_a_repeat_has_the_same_times()
    {
        Read($$"""{"sent_at":"2026-11-20T10:00:01Z","events":[]}""").ClockOffsetMs.ShouldBe(0);
        Read($$"""{"sent_at":"2026-11-20T10:01:04Z","events":[]}""").ClockOffsetMs.ShouldBe(0);
    }

    [Theory]
    [InlineData(30, 0, EventRejection.None)]
    [InlineData(30, 1, EventRejection.TimeInvalid)]
    public void Thirty_days_is_how_long_an_offline_device_may_wait(int days, int seconds, EventRejection outcome)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(Now).AddDays(-days).AddSeconds(-seconds).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        Read($$"""{"events":[{{Event("a", $",\"at\":\"{at}\"")}}]}""").Events[0].Rejection.ShouldBe(outcome);
    }

    [Theory]
    [InlineData("2026-11-20T10:00:05Z", "4000-01-01T00:00:00Z", "4000-01-01T00:00:00Z")]
    [InlineData("2026-11-20T10:00:05Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z")]
    [InlineData("2026-11-20T10:00:05Z", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z")]
    public void A_clock_that_is_millennia_off_is_refused_at_the_door_and_not_behind_it(string good, string sentAt, string at)
    {
        var request = Read($$"""{"sent_at":"{{sentAt}}","events":[{{Event("a", $",\"at\":\"{at}\"")}},{{Event("b", $",\"at\":\"{good}\"")}}]}""");
        request.Events.ToArray().ShouldAllBe(one => one.Rejection == EventRejection.TimeInvalid);
    }

    [Theory]
    [InlineData("1", EventRequestOutcome.Read)]
    [InlineData("null", EventRequestOutcome.Read)]
    [InlineData("2", EventRequestOutcome.SchemaUnknown)]
    [InlineData("9223372036854775807", EventRequestOutcome.SchemaUnknown)]
    [InlineData("0", EventRequestOutcome.SchemaInvalid)]
    [InlineData("-1", EventRequestOutcome.SchemaInvalid)]
    [InlineData("1.5", EventRequestOutcome.SchemaInvalid)]
    [InlineData("\"1\"", EventRequestOutcome.SchemaInvalid)]
    [InlineData("[1]", EventRequestOutcome.SchemaInvalid)]
    public void A_form_of_request_that_is_newer_than_this_code_is_refused_as_a_whole(string schema, EventRequestOutcome outcome)
    {
        foreach (var json in (string[])[$$"""{"schema":{{schema}},"events":[]}""", $$"""{"events":[{{Event("a")}}],"schema":{{schema}}}"""])
        {
            var body = Encoding.UTF8.GetBytes(json);
            EventRequestReader.Read(body, body.Length, new EventRequest()).ShouldBe(outcome);
        }
    }

    [Theory]
    [InlineData("\"app_version\":5")]
    [InlineData("\"app_version\":\"\"")]
    [InlineData("\"app_version\":\"000000000000000000000000000000000\"")]
    [InlineData("\"id\":\"00000000000000000000000000000000000000000000000000000000000000000\"")]
    public void A_device_that_says_too_much_refuses_the_request(string field)
    {
        var body = Encoding.UTF8.GetBytes($$$"""{"device":{{{{field}}}},"events":[]}""");
        EventRequestReader.Read(body, body.Length, new EventRequest()).ShouldBe(EventRequestOutcome.DeviceInvalid);
    }

    [Theory]
    [InlineData("", EventRequestOutcome.NotJson)]
    [InlineData("{", EventRequestOutcome.NotJson)]
    [InlineData("[]", EventRequestOutcome.NoEvents)]
    [InlineData("{}", EventRequestOutcome.NoEvents)]
    [InlineData("{\"events\":{}}", EventRequestOutcome.NoEvents)]
    [InlineData("{\"events\":[],\"events\":[]}", EventRequestOutcome.NoEvents)]
    [InlineData("{\"events\":[]}x", EventRequestOutcome.NotJson)]
    [InlineData("{\"events\":[{\"position_ms\":NaN}]}", EventRequestOutcome.NotJson)]
    [InlineData("{\"events\":[],\"device\":7}", EventRequestOutcome.DeviceInvalid)]
    [InlineData("{\"events\":[],\"device\":{\"type\":7}}", EventRequestOutcome.DeviceInvalid)]
    [InlineData("{\"events\":[],\"sent_at\":\"yesterday\"}", EventRequestOutcome.SentAtInvalid)]
    [InlineData("{\"events\":[],\"sent_at\":5}", EventRequestOutcome.SentAtInvalid)]
    public void A_broken_envelope_has_a_name(string json, EventRequestOutcome outcome)
    {
        var body = Encoding.UTF8.GetBytes(json);
        EventRequestReader.Read(body, body.Length, new EventRequest()).ShouldBe(outcome);
    }

    [Fact]
    public void A_thousand_events_are_taken_and_one_more_is_refused()
    {
        Read($$"""{"events":[{{string.Join(',', Enumerable.Range(0, 1000).Select(i => Event($"e{i}")))}}]}""").ForwardedCount.ShouldBe(1000);
        var body = Encoding.UTF8.GetBytes($$"""{"events":[{{string.Join(',', Enumerable.Range(0, 1001).Select(i => Event($"e{i}")))}}]}""");
        EventRequestReader.Read(body, body.Length, new EventRequest()).ShouldBe(EventRequestOutcome.TooManyEvents);
    }

    [Fact]
    public void Deep_nesting_is_refused()
    {
        var body = Encoding.UTF8.GetBytes("{\"events\":[" + new string('[', 100_000));
        EventRequestReader.Read(body, body.Length, new EventRequest()).ShouldBe(EventRequestOutcome.NotJson);
    }

    [Fact]
    public void Damaged_bytes_never_throw_and_what_is_accepted_survives_the_hub()
    {
        var writer = new EventBatchWriter();
        var request = new EventRequest();
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var body = Encoding.UTF8.GetBytes(
                $$"""{"device":{"id":"d","type":"tv"},"sent_at":"2026-11-20T10:00:05Z","events":[{{Event("a")}},{{Event("\\u00e9")}},{{Event("c", ",\"from_ms\":5")}}]}""");
            for (var damage = random.Next(4); damage > 0; damage--)
                body[random.Next(body.Length)] = (byte)random.Next(256);
            if (EventRequestReader.Read(body, random.Next(5) == 0 ? random.Next(body.Length) : body.Length, request) != EventRequestOutcome.Read)
                return;
            request.Validate(Now);
            var packed = writer.Write(request, new ListenerStamp("u", Tier.Free, "SE"), 256 * 1024);
            packed.Sum(one => EventBatch.TryRead(one.Span)!.Events.Sum(events => events.Count)).ShouldBe(request.ForwardedCount);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    private static EventRequest Read(string json)
    {
        var body = Encoding.UTF8.GetBytes(json);
        var request = new EventRequest();
        EventRequestReader.Read(body, body.Length, request).ShouldBe(EventRequestOutcome.Read);
        request.Validate(Now);
        return request;
    }

    private static string Event(string id, string more = "") =>
        $$"""{"id":"{{id}}","type":"progress","session":"s1","track":"{{TrackId}}","position_ms":5000,"at":"2026-11-20T10:00:01Z"{{more}}}""";
}
