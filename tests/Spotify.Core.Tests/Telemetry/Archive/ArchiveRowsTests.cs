using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Playback;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Archive;
using Xunit;

namespace Spotify.Core.Tests.Telemetry.Archive;

public sealed class ArchiveRowsTests
{
    private const string User = "3sLU6hMCjMI75M1A2tKUQX";
    private const string Device = "phone-of-alice";

    private static readonly DateTimeOffset Now = new(2026, 11, 20, 10, 0, 5, TimeSpan.Zero);
    private static readonly ArchivedListener Listener = new(User, "PSEUDONYM", (kind, value) => $"{kind}:{value.Length}");
    private static readonly ReceiptKey Key = new(0x0123456789abcdef, 7);

    [Fact]
    public void A_playback_event_is_one_flat_line_with_all_that_was_reported()
    {
        var body = Pack($$"""
            {"device":{"id":"{{Device}}","type":"car","app_version":"9.1.0"},"sent_at":"2026-11-20T09:00:05Z","events":[
              {"id":"k1","type":"start","session":"s1","track":"4uLU6hMCjMI75M1A2tKUQC","position_ms":0,"at":"2026-11-20T09:00:01.250Z","context":{"type":"album","id":"x"},"offline":true,"first_audio_ms":180},
              {"id":"k2","type":"seek","session":"s1","track":"4uLU6hMCjMI75M1A2tKUQC","position_ms":9000,"from_ms":70,"at":"2026-11-20T09:00:02Z"},
              {"id":"k3","type":"error","session":"s1","track":"4uLU6hMCjMI75M1A2tKUQC","at":"2026-11-20T09:00:03Z"}]}
            """);
        using var rows = new ArchiveRows();
        ArchiveRows.FindUser(body).ShouldBe(User);
        rows.Write("plays", Key, body, Listener).ShouldBe(3);
        Lines(rows).ShouldBe(
        [
            """{"writer":"0123456789abcdef","sequence":7,"index":0,"hub":"plays","received_at":"2026-11-20T10:00:05Z","listener":"PSEUDONYM","tier":"family","market":"NO","device":"device:14","device_type":"car","app_version":"9.1.0","event_id":"k1","type":"start","at":"2026-11-20T09:00:01.25Z","at_corrected":"2026-11-20T10:00:01.25Z","session":"s1","track":"4uLU6hMCjMI75M1A2tKUQC","position_ms":0,"context_type":"album","context_id":"x","offline":true,"first_audio_ms":180}""",
            """{"writer":"0123456789abcdef","sequence":7,"index":1,"hub":"plays","received_at":"2026-11-20T10:00:05Z","listener":"PSEUDONYM","tier":"family","market":"NO","device":"device:14","device_type":"car","app_version":"9.1.0","event_id":"k2","type":"seek","at":"2026-11-20T09:00:02Z","at_corrected":"2026-11-20T10:00:02Z","session":"s1","track":"4uLU6hMCjMI75M1A2tKUQC","position_ms":9000,"from_ms":70,"offline":false}""",
            """{"writer":"0123456789abcdef","sequence":7,"index":2,"hub":"plays","received_at":"2026-11-20T10:00:05Z","listener":"PSEUDONYM","tier":"family","market":"NO","device":"device:14","device_type":"car","app_version":"9.1.0","event_id":"k3","type":"error","at":"2026-11-20T09:00:03Z","at_corrected":"2026-11-20T10:00:03Z","session":"s1","track":"4uLU6hMCjMI75M1A2tKUQC","offline":false}""",
        ]);
    }

    [Fact]
    public void Names_of_the_listener_and_the_device_are_taken_out_of_the_clients_own_texts()
    {
        var body = Pack($$"""
            {"device":{"id":"{{Device}}","type":"car"},"events":[
              {"id":"{{User}}-1","type":"start","session":"{{Device}}.{{User}}","track":"0000000000000000000001","position_ms":0,"at":"2026-11-20T10:00:01Z","context":{"type":"collection","id":"spotify:user:{{User}}"} },
              {"id":"2","type":"start","session":"s","track":"0000000000000000000001","position_ms":0,"at":"2026-11-20T10:00:01Z","context":{"type":"profile","id":"spotify:user:somebody.else"} }]}
            """);
        using var rows = new ArchiveRows();
        rows.Write("plays", Key, body, Listener).ShouldBe(2);
        var text = Encoding.UTF8.GetString(rows.Written);
        text.ShouldNotContain(User);
        text.ShouldNotContain(Device);
        text.ShouldNotContain("somebody.else");
        text.ShouldContain("\"event_id\":\"PSEUDONYM-1\"");
        text.ShouldContain("\"session\":\"device:14.PSEUDONYM\"");
        text.ShouldContain("\"context_id\":\"spotify:user:PSEUDONYM\"");
        text.ShouldContain("\"context_id\":\"spotify:user:user:13\"");
    }

    [Fact]
    public void An_event_of_the_other_hubs_keeps_each_known_field_in_one_flat_line()
    {
        var body = Encoding.UTF8.GetBytes($$"""
            {"v":1,"user":"{{User}}","tier":"free","market":"SE","device":{"id":"{{Device}}","type":"web","app_version":"1.2"},"received_at":"2026-11-20T10:00:05.5Z","clock_offset_ms":-1000,
             "events":[
              {"id":"a","type":"search","at":"2026-11-20T10:00:02Z","session":"s1","query":"björk \"live\" {{User}}","results":12,"rank":0,"offline":false,"writer":"forged","context":{"type":"page","id":"home"} },
              {"id":"b","type":"share","at":"2026-11-20T10:00:03Z","uri":"spotify:track:4uLU6hMCjMI75M1A2tKUQC","target":"0000000000000000000001"},
              {"id":"c","type":"follow","at":"2026-11-20T10:00:04Z","uri":"spotify:user:bob","action":"add"}]}
            """);
        using var rows = new ArchiveRows();
        ArchiveRows.FindUser(body).ShouldBe(User);
        rows.Write("activity", Key, body, Listener).ShouldBe(3);
        const string head = "\"hub\":\"activity\",\"received_at\":\"2026-11-20T10:00:05.5Z\",\"listener\":\"PSEUDONYM\",\"tier\":\"free\",\"market\":\"SE\",\"device\":\"device:14\",\"device_type\":\"web\",\"app_version\":\"1.2\"";
        Lines(rows).ShouldBe(
        [
            $$"""{"writer":"0123456789abcdef","sequence":7,"index":0,{{head}},"event_id":"a","type":"search","at":"2026-11-20T10:00:02Z","at_corrected":"2026-11-20T10:00:01Z","session":"s1","query":"björk \"live\" PSEUDONYM","results":12,"rank":0,"offline":false,"context_type":"page","context_id":"home"}""",
            $$"""{"writer":"0123456789abcdef","sequence":7,"index":1,{{head}},"event_id":"b","type":"share","at":"2026-11-20T10:00:03Z","at_corrected":"2026-11-20T10:00:02Z","uri":"spotify:track:4uLU6hMCjMI75M1A2tKUQC","target":"user:22"}""",
            $$"""{"writer":"0123456789abcdef","sequence":7,"index":2,{{head}},"event_id":"c","type":"follow","at":"2026-11-20T10:00:04Z","at_corrected":"2026-11-20T10:00:03Z","uri":"spotify:user:user:3","action":"add"}""",
        ]);
    }

    [Fact]
    public void Bytes_that_are_no_body_add_nothing_and_never_throw_and_the_ledger_agrees_what_is_one()
    {
        var packed = Pack($$"""
            {"device":{"id":"{{Device}}","type":"car"},"events":[
              {"id":"1","type":"start","session":"s1","track":"0000000000000000000001","position_ms":0,"at":"2026-11-20T10:00:01Z","context":{"type":"album","id":"x"} },
              {"id":"2","type":"seek","session":"s2","track":"0000000000000000000002","position_ms":1,"from_ms":9,"at":"2026-11-20T10:00:01Z"}]}
            """);
        var json = Encoding.UTF8.GetBytes($$"""{"v":1,"user":"{{User}}","device":{"id":"d"},"received_at":"2026-11-20T10:00:05Z","clock_offset_ms":1,"events":[{"id":"a","type":"search","at":"2026-11-20T10:00:02Z","context":{"type":"x"} }]}""");
        using var rows = new ArchiveRows();
        rows.WriteMark(Key, ReceiptMark.Parked, 3);
        var before = rows.Written.ToArray();
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var body = (random.Next(2) == 0 ? packed : json).ToArray();
            for (var damage = random.Next(1, 4); damage > 0; damage--)
                body[random.Next(body.Length)] = (byte)random.Next(256);
            body = random.Next(4) == 0 ? body[..random.Next(body.Length)] : body;
            rows.Clear();
            rows.WriteMark(Key, ReceiptMark.Parked, 3);
            ArchiveRows.FindUser(body);
            var written = rows.Write("plays", Key, body, Listener);
            if (written is null)
                rows.Written.ToArray().ShouldBe(before);
            foreach (var line in Lines(rows))
                JsonDocument.Parse(line).Dispose();
            if (body.Length > 0 && body[0] == (byte)'P')
                (written is null).ShouldBe(EventBatch.TryRead(body) is null);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
    }

    [Theory]
    [InlineData("")]
    [InlineData("P")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("{\"v\":2,\"user\":\"u\",\"received_at\":\"2026-11-20T10:00:05Z\",\"events\":[]}")]
    [InlineData("{\"v\":1,\"user\":\"\",\"received_at\":\"2026-11-20T10:00:05Z\",\"events\":[]}")]
    [InlineData("{\"v\":1,\"user\":\"u\",\"received_at\":\"2026-11-20T10:00:05Z\"}")]
    [InlineData("{\"v\":1,\"user\":\"u\",\"received_at\":\"2026-11-20T10:00:05Z\",\"events\":[]} more")]
    [InlineData("{\"v\":1,\"user\":\"\\ud800\",\"received_at\":\"2026-11-20T10:00:05Z\",\"events\":[]}")]
    public void A_body_of_another_form_has_no_user(string body) => ArchiveRows.FindUser(Encoding.UTF8.GetBytes(body)).ShouldBeNull();

    private static byte[] Pack(string json)
    {
        var body = Encoding.UTF8.GetBytes(json);
        var request = new EventRequest();
        EventRequestReader.Read(body, body.Length, request).ShouldBe(EventRequestOutcome.Read);
        request.Validate(Now.ToUnixTimeMilliseconds());
        return new EventBatchWriter().Write(request, new ListenerStamp(User, Tier.Family, "NO"), 256 * 1024).ShouldHaveSingleItem().ToArray();
    }

    private static string[] Lines(ArchiveRows rows) => Encoding.UTF8.GetString(rows.Written).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
