using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Playback;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Live;
using Xunit;

namespace Spotify.Core.Tests.Telemetry.Live;

public sealed class LiveDeltaTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 10, 7, 30, TimeSpan.Zero);
    private static readonly string[] Artists = ["artist"];
    private readonly TrackKey _track = Sessions.Track(1);

    [Fact]
    public void A_play_is_counted_in_the_windows_that_its_start_lies_in()
    {
        var delta = Of(Event("start", Now.AddMinutes(-9), 0));
        Windows(delta).ShouldBe(["SE@09:55", "clients@09:00", "markets@09:00", "now@09:58", "tracks@09:00"]);
        var name = LiveName.Of(_track);
        Set(delta, "SE")[name, LiveMeasure.Plays].ShouldBe(1);
        Set(delta, "SE")[name, LiveMeasure.Listeners].ShouldBe(1);
        Set(delta, LiveWindow.Tracks)[name, LiveMeasure.Plays].ShouldBe(1);
        Set(delta, LiveWindow.Markets)[LiveName.Of("SE"), LiveMeasure.Plays].ShouldBe(1);
        Set(delta, LiveWindow.Now)[LiveName.Of("SE"), LiveMeasure.Listeners].ShouldBe(1);
        Set(delta, LiveWindow.Clients)[LiveName.Of("9.1"), LiveMeasure.Plays].ShouldBe(1);
        delta.Artists.ShouldHaveSingleItem().Key.ShouldBe(("artist", new DateOnly(2026, 11, 20)));
    }

    [Fact]
    public void Any_event_shows_that_somebody_listens_and_only_a_start_is_a_play()
    {
        var delta = Of(Event("progress", Now, 30_000), Event("pause", Now, 31_000), Event("complete", Now, 200_000));
        Windows(delta).ShouldBe(["markets@10:00", "now@10:07"]);
        Set(delta, LiveWindow.Markets)[LiveName.Of("SE"), LiveMeasure.Plays].ShouldBe(0);
        Set(delta, LiveWindow.Markets)[LiveName.Of("SE"), LiveMeasure.Listeners].ShouldBe(1);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(29_999, 1)]
    [InlineData(30_000, 0)]
    public void A_skip_before_thirty_seconds_is_an_early_one_and_belongs_to_the_hour_that_the_play_began_in(int position, int skips)
    {
        // The skip is after the full hour, its start was before.
        var delta = Of(Event("skip", new DateTimeOffset(2026, 11, 20, 10, 0, 0, TimeSpan.Zero), position));
        (delta.Windows.GetValueOrDefault(LiveWindow.Of(LiveWindow.Tracks, Now.AddHours(-1).ToUnixTimeMilliseconds()))?[LiveName.Of(_track), LiveMeasure.Faults] ?? 0)
            .ShouldBe(position == 0 ? 0 : skips);
    }

    [Fact]
    public void Events_over_a_day_late_or_ahead_are_ignored_by_name_and_late_ones_land_in_their_own_window()
    {
        var delta = Of(
            Event("start", Now.AddHours(-24).AddMinutes(-1), 0, "old"), Event("start", Now.AddHours(-24).AddMinutes(1), 0, "late"), Event("start", Now.AddMinutes(5).AddSeconds(1), 0, "ahead"));
        (delta.Late, delta.Ahead).ShouldBe((1, 1));
        // Not heard from now, and yet there.
        Windows(delta).ShouldBe(["SE@10:05", "clients@10:00", "markets@10:00", "tracks@10:00"]);
        delta.Windows.Keys.ShouldAllBe(window => window.Hour == "2026-11-19T10");
    }

    [Fact]
    public void A_track_that_the_catalogue_does_not_know_is_no_play_and_its_listener_listens()
    {
        var delta = new LiveDelta();
        delta.Add(Reports([Event("start", Now, 0)]), "p", Now.ToUnixTimeMilliseconds(), _ => null);
        delta.UnknownTrack.ShouldBe(1);
        Windows(delta).ShouldBe(["clients@10:00", "markets@10:00", "now@10:07"]);
        delta.Artists.ShouldBeEmpty();
    }

    [Fact]
    public void A_track_with_errors_is_counted_once_in_a_session_whatever_request_told_of_it()
    {
        var delta = Of(Event("start", Now, 0, "1"), Event("error", Now, 5, "2"));
        delta.Add(Reports([Event("error", Now.AddSeconds(1), 6, "3")]), "p", Now.ToUnixTimeMilliseconds(), _ => Artists);
        var clients = Set(delta, LiveWindow.Clients);
        (clients[LiveName.Of("9.1"), LiveMeasure.Plays], clients[LiveName.Of("9.1"), LiveMeasure.Faults]).ShouldBe((1, 1));
    }

    [Fact]
    public void A_wrong_clock_is_put_right()
    {
        var delta = new LiveDelta();
        delta.Add(Reports([Event("start", Now.AddHours(-3).AddMinutes(-1), 0)], sentAt: Now.AddHours(-3)), "p", Now.ToUnixTimeMilliseconds(), _ => Artists);
        delta.Windows.Keys.ShouldContain(LiveWindow.Of("SE", Now.AddMinutes(-1).ToUnixTimeMilliseconds()));
    }

    [Fact]
    public void The_order_of_events_their_repeats_and_the_cut_into_requests_make_no_difference() => Prop.ForAll(Gen.Choose(0, 1_000_000).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        string[] types = ["start", "skip", "progress", "error", "complete"];
        var events = Enumerable.Range(0, random.Next(1, 60))
            .Select(i => Event(types[random.Next(types.Length)], Now.AddSeconds(-random.Next(3_600 * 20)), random.Next(60_000), $"{i}", $"s{random.Next(3)}", random.Next(1, 4))).ToArray();
        var expected = State(Of(events));
        var some = events.Concat(events.Where(_ => random.Next(3) == 0)).ToArray();
        random.Shuffle(some);
        var delta = new LiveDelta();
        foreach (var request in some.Chunk(random.Next(1, 20)))
            delta.Add(Reports(request), "p", Now.ToUnixTimeMilliseconds(), _ => Artists);
        State(delta).ShouldBe(expected);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Names_are_read_back_and_long_versions_are_cut_between_characters()
    {
        foreach (var text in (string[])["", "SE", "9.1.2.345", "0123456789abcdef"])
            LiveName.TextOf(LiveName.Of(text)).ShouldBe(text);
        LiveName.TextOf(LiveName.Of("0123456789abcdefg")).ShouldBe("0123456789abcdef");
        LiveName.TextOf(LiveName.Of("0123456789abcdeåäö")).ShouldBe("0123456789abcde");
        LiveName.TrackOf(LiveName.Of(_track)).ShouldBe(_track.ToString());
        foreach (var market in (string?[])[null, "", "se", "SWE", "S1"])
            LiveName.MarketOf(market).ShouldBe("ZZ");
        LiveName.MarketOf("SE").ShouldBe("SE");
    }

    private static LiveDelta Of(params object[] events)
    {
        var delta = new LiveDelta();
        delta.Add(Reports(events), "p", Now.ToUnixTimeMilliseconds(), _ => Artists);
        return delta;
    }

    private static SketchSet Set(LiveDelta delta, string scope) => delta.Windows.Single(one => one.Key.Scope == scope).Value;

    private static List<string> Windows(LiveDelta delta) =>
        [.. delta.Windows.Keys.Select(window => $"{window.Scope}@{DateTimeOffset.FromUnixTimeMilliseconds(window.StartMs):HH:mm}").Order(StringComparer.Ordinal)];

    private static string State(LiveDelta delta) => string.Join(
        '\n', delta.Windows.Select(one => $"{one.Key} {Convert.ToBase64String(SketchSetCodec.ToBytes(one.Value))}").Order(StringComparer.Ordinal)
            .Concat(delta.Artists.Select(one => $"{one.Key} {Convert.ToBase64String(DistinctCountCodec.ToBytes(one.Value))}").Order(StringComparer.Ordinal)));

    private static object Event(string type, DateTimeOffset at, int position, string id = "1", string session = "s", int track = 1) =>
        new { id, type, session, track = Sessions.Track(track).ToString(), position_ms = position, at };

    private static PlaybackReports Reports(IReadOnlyList<object> events, DateTimeOffset? sentAt = null)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { device = new { id = "d1", type = "phone", app_version = "9.1" }, sent_at = sentAt ?? Now, events });
        var request = new EventRequest();
        EventRequestReader.Read(body, body.Length, request).ShouldBe(EventRequestOutcome.Read);
        // Received by a machine whose clock is a minute ahead of the consumer's.
        request.Validate(Now.AddMinutes(1).ToUnixTimeMilliseconds());
        return PlaybackReports.TryRead(new EventBatchWriter().Write(request, new ListenerStamp("user", Tier.Premium, "SE"), 256 * 1024).ShouldHaveSingleItem().Span)!;
    }
}
