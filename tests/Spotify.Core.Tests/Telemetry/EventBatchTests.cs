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
