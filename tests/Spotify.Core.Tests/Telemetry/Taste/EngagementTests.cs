using Shouldly;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Taste;
using Xunit;

namespace Spotify.Core.Tests.Telemetry.Taste;

public sealed class EngagementTests
{
    private static readonly TimeSpan HalfLife = TimeSpan.FromDays(30);

    [Theory]
    [InlineData(PlayEnd.Completed, false, 150_000, 1.0)]
    [InlineData(PlayEnd.Completed, true, 150_000, 1.0)]
    [InlineData(PlayEnd.Skipped, false, 29_999, -0.5)]
    [InlineData(PlayEnd.Skipped, false, 30_000, 0.15)]
    [InlineData(PlayEnd.Skipped, true, 10_000, 0.0)]
    [InlineData(PlayEnd.Replaced, false, 10_000, 0.05)]
    [InlineData(PlayEnd.Replaced, true, 100_000, 0.0)]
    [InlineData(PlayEnd.None, false, 100_000, 0.5)]
    [InlineData(PlayEnd.None, false, 500_000, 1.0)]
    [InlineData(PlayEnd.None, true, 100_000, 0.0)]
    public void One_play_says(PlayEnd end, bool failed, long listenedMs, double expected) =>
        Engagement.Of(Listens.One(end: end, failed: failed, listenedMs: listenedMs)).ShouldBe(expected);

    [Fact]
    public void A_track_without_a_length_says_nothing_unless_it_ended() => Engagement.Of(Listens.One(durationMs: 0)).ShouldBe(0);

    [Fact]
    public void A_play_weighs_half_after_each_half_life_and_one_that_is_dated_ahead_no_more_than_one_now()
    {
        Engagement.Weight(Listens.Now, Listens.Now, HalfLife).ShouldBe(1);
        Engagement.Weight(Listens.Now - (long)HalfLife.TotalMilliseconds, Listens.Now, HalfLife).ShouldBe(0.5);
        Engagement.Weight(Listens.Now - (long)(3 * HalfLife.TotalMilliseconds), Listens.Now, HalfLife).ShouldBe(0.125);
        Engagement.Weight(Listens.Now + 60_000, Listens.Now, HalfLife).ShouldBe(1);
    }

    [Fact]
    public void Engagement_with_a_track_is_the_sum_of_its_plays_by_their_age_and_the_most_liked_track_comes_first()
    {
        const double MonthAgo = 30 * 24 * 60;
        Listen[] plays =
        [
            Listens.One(track: 1, start: 1, minutesAgo: MonthAgo, end: PlayEnd.Completed, listenedMs: 200_000),
            Listens.One(track: 2, start: 2, minutesAgo: MonthAgo, end: PlayEnd.Completed, listenedMs: 200_000),
            Listens.One(track: 2, start: 3, minutesAgo: 0, listenedMs: 100_000),
            Listens.One(track: 3, start: 4, minutesAgo: 0, end: PlayEnd.Skipped, listenedMs: 5_000),
        ];
        Engagement.ByTrack(plays, Listens.Now, HalfLife).ShouldBe(
        [
            new TrackEngagement(Sessions.Track(2), 1.0, 2, 2, DateTimeOffset.FromUnixTimeMilliseconds(Listens.Now)),
            new TrackEngagement(Sessions.Track(1), 0.5, 1, 1, DateTimeOffset.FromUnixTimeMilliseconds(plays[0].StartMs)),
            new TrackEngagement(Sessions.Track(3), -0.5, 1, 0, null),
        ]);
    }
}
