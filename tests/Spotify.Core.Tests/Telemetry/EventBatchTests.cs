using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Playback;
using Spotify.Core.Telemetry;
using Xunit;

namespace Spotify.Core.Tests.Telemetry;

public sealed class EventBatchTests
{
    private static readonly long Now = new DateTimeOffset(2026, 11, 20, 10, 0, 5, TimeSpan.Zero).ToUnixTimeMilliseconds();

    [Fact]
    public void What_is_packed_is_what_is_read()
    {
        var request = Request("""
            {"device":{"id":"d1","type":"car"},"sent_at":"2026-11-20T09:00:05Z","events":[
              {"id":"1","type":"start","session":"s1","track":"4uLU6hMCjMI75M1A2tKUQC","position_ms":0,"at":"2026-11-20T09:00:01Z","context":{"type":"album","id":"x"},"offline":true},
              {"id":"2","type":"seek","session":"s2","track":"0000000000000000000001","position_ms":86400000,"from_ms":7,"at":"2026-11-20T08:00:01.123Z"},
              {"id":"3","type":"error","session":"s1","track":"4uLU6hMCjMI75M1A2tKUQC","at":"2026-11-20T09:00:02Z"},
              {"id":"4","type":"dance","session":"s1","track":"4uLU6hMCjMI75M1A2tKUQC","at":"2026-11-20T09:00:02Z"}]}
            """);
        var batch = EventBatch.TryRead(new EventBatchWriter().Write(request, new ListenerStamp("user", Tier.Family, "NO"), 256 * 1024).ShouldHaveSingleItem().Span)!;
        batch.Listener.ShouldBe(new ListenerStamp("user", Tier.Family, "NO"));
        batch.Sessions.ShouldBe(["s1", "s2"]);
        batch.Events.Select(events => events.Count).ShouldBe([2, 1]);
        var start = batch.Events[0][0];
        start.Type.ShouldBe(PlaybackEventType.Start);
        start.Track.ToString().ShouldBe("4uLU6hMCjMI75M1A2tKUQC");
        start.AtMs.ShouldBe(Now - 3_604_000);
        start.Facts.ShouldBe(new StartFacts
        {
            Tier = Tier.Family,
            Market = "NO",
            Device = DeviceType.Car,
            DeviceId = "d1",
            ReceivedMs = Now,
            ClockOffsetMs = 3_600_000,
            Offline = true,
            ContextType = "album",
            ContextId = "x",
        });
        batch.Events[0][1].PositionMs.ShouldBe(-1);
        (batch.Events[1][0].PositionMs, batch.Events[1][0].FromMs).ShouldBe((86_400_000, 7));
    }

    [Fact]
    public void What_a_client_says_of_itself_and_of_how_well_it_went_is_kept()
    {
        var request = Request("""
            {"device":{"id":"d1","type":"web","app_version":"9.1.2-beta"},"events":[
              {"id":"1","type":"start","session":"s1","track":"4uLU6hMCjMI75M1A2tKUQC","position_ms":0,"at":"2026-11-20T10:00:01Z","first_audio_ms":212,"context":{"type":"album","id":"x"}},
              {"id":"2","type":"progress","session":"s1","track":"4uLU6hMCjMI75M1A2tKUQC","position_ms":900,"at":"2026-11-20T10:00:02Z","rebuffer_count":2,"rebuffer_ms":300,"offline":true},
              {"id":"3","type":"complete","session":"s1","track":"4uLU6hMCjMI75M1A2tKUQC","position_ms":901,"at":"2026-11-20T10:00:03Z","rebuffer_ms":0,"error_code":null},
              {"id":"4","type":"error","session":"s1","track":"4uLU6hMCjMI75M1A2tKUQC","at":"2026-11-20T10:00:04Z","error_code":"MEDIA_ERR_\u00e9","first_audio_ms":5},
              {"id":"5","type":"pause","session":"s1","track":"4uLU6hMCjMI75M1A2tKUQC","position_ms":901,"at":"2026-11-20T10:00:05Z","rebuffer_ms":7}]}
            """);
        var body = new EventBatchWriter().Write(request, new ListenerStamp("user", Tier.Free, "SE", 0xFEDCBA9876543210), 256 * 1024).ShouldHaveSingleItem();
        var facts = EventBatch.TryRead(body.Span)!.Events[0][0].Facts!;
        (facts.AppVersion, facts.NetworkKey).ShouldBe(("9.1.2-beta", 0xFEDCBA9876543210));

        var all = PlaybackReports.TryRead(body.Span)!;
        all.Listener.NetworkKey.ShouldBe(0xFEDCBA9876543210);
        (all.Head.DeviceId, all.Head.Device, all.Head.AppVersion).ShouldBe(("d1", DeviceType.Web, "9.1.2-beta"));
        all.Reports.Select(one => (one.Id, one.Session, one.Offline)).ShouldBe([("1", "s1", false), ("2", "s1", true), ("3", "s1", false), ("4", "s1", false), ("5", "s1", false)]);
        (all.Reports[0].ContextType, all.Reports[0].ContextId, all.Reports[1].ContextId).ShouldBe(("album", "x", ""));
        all.Reports.Select(one => one.Extras).ShouldBe(
        [
            new PlaybackExtras(FirstAudioMs: 212), new PlaybackExtras(RebufferCount: 2, RebufferMs: 300), new PlaybackExtras(RebufferMs: 0),
            new PlaybackExtras(ErrorCode: "MEDIA_ERR_\u00e9"), default,
        ]);
    }

    [Fact]
    public void A_body_that_version_1_wrote_is_still_read()
    {
        // As it lay on a hub before version 2: three events of the test above this one.
        var stored = Convert.FromHexString(
            "5001047573657202024E4F026431089082B186BF6880BAB70302027331027332023E5A3DF81E4912B6B24767604A41BC93010000000000000000000000000000000105616C62756D0178033101310000"
            + "BFF8B7030100450132010189B8B70381B89929070801330000DAC7B70300");
        var batch = EventBatch.TryRead(stored)!;
        batch.Listener.ShouldBe(new ListenerStamp("user", Tier.Family, "NO"));
        batch.Sessions.ShouldBe(["s1", "s2"]);
        var start = batch.Events[0][0];
        (start.Type, start.Track.ToString(), start.AtMs, start.PositionMs).ShouldBe((PlaybackEventType.Start, "4uLU6hMCjMI75M1A2tKUQC", Now - 3_604_000, 0));
        (start.Facts!.DeviceId, start.Facts.Device, start.Facts.ContextType, start.Facts.Offline, start.Facts.ClockOffsetMs).ShouldBe(("d1", DeviceType.Car, "album", true, 3_600_000));
        (start.Facts.AppVersion, start.Facts.NetworkKey).ShouldBe(("", 0UL));
        (batch.Events[1][0].PositionMs, batch.Events[1][0].FromMs).ShouldBe((86_400_000, 7));
        PlaybackReports.TryRead(stored)!.Reports.Select(one => (one.Id, one.Type)).ShouldBe(
            [("1", PlaybackEventType.Start), ("2", PlaybackEventType.Seek), ("3", PlaybackEventType.Error)]);
    }

    [Fact]
    public void A_large_request_is_split_and_no_body_is_over_the_bound()
    {
        var request = Request($$"""{"events":[{{string.Join(',', Enumerable.Range(0, 1000).Select(i =>
            $$$"""{"id":"{{{i:d120}}}","type":"progress","session":"{{{i:d60}}}","track":"4uLU6hMCjMI75M1A2tKUQC","position_ms":0,"at":"2026-11-20T10:00:01Z","context":{"type":"playlist","id":"{{{i:d60}}}"}}"""))}}]}""");
        var bodies = new EventBatchWriter().Write(request, new ListenerStamp("user", Tier.Free, "SE"), 64 * 1024);
        bodies.Count.ShouldBeGreaterThan(1);
        bodies.ShouldAllBe(body => body.Length <= 64 * 1024);
        bodies.SelectMany(body => EventBatch.TryRead(body.Span)!.Sessions).Count().ShouldBe(1000);
    }

    [Fact]
    public void Bytes_that_are_no_batch_are_refused_and_never_throw()
    {
        var good = new EventBatchWriter().Write(
            Request("""{"events":[{"id":"1","type":"start","session":"s1","track":"4uLU6hMCjMI75M1A2tKUQC","position_ms":0,"at":"2026-11-20T10:00:01Z"}]}"""),
            new ListenerStamp("user", Tier.Free, "SE"), 1000)[0].ToArray();
        EventBatch.TryRead([]).ShouldBeNull();
        EventBatch.TryRead("{\"some\":\"json\"}"u8).ShouldBeNull();
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var bytes = good.ToArray();
            for (var damage = random.Next(1, 4); damage > 0; damage--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            EventBatch.TryRead(bytes);
            PlaybackReports.TryRead(bytes);
            EventBatch.TryRead(good.AsSpan(0, random.Next(good.Length))).ShouldBeNull();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
    }

    private static EventRequest Request(string json)
    {
        var body = Encoding.UTF8.GetBytes(json);
        var request = new EventRequest();
        EventRequestReader.Read(body, body.Length, request).ShouldBe(EventRequestOutcome.Read);
        request.Validate(Now);
        return request;
    }
}
