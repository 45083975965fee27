using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Telemetry.Taste;
using Xunit;

namespace Spotify.Core.Tests.Telemetry.Taste;

public sealed class FirstListensTests
{
    [Fact]
    public void The_earliest_listen_holds_in_whatever_order_they_come() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        var listens = Enumerable.Range(0, 30).Select(_ => (Track: Sessions.Track(random.Next(6)), At: random.NextInt64(-1_000, 2_000_000_000_000))).ToArray();
        var truth = listens.GroupBy(one => one.Track).ToDictionary(group => group.Key, group => group.Min(one => one.At));
        random.Shuffle(listens);
        var bucket = new FirstListens();
        foreach (var (track, at) in listens)
        {
            bucket.Learn(track, at);
            bucket.Learn(track, at).ShouldBeFalse();
        }

        bucket.Tracks.OrderBy(one => one.Key.Value).ShouldBe(truth.OrderBy(one => one.Key.Value));
        var bytes = bucket.ToBytes();
        var read = FirstListens.TryRead(bytes)!;
        read.Tracks.OrderBy(one => one.Key.Value).ShouldBe(truth.OrderBy(one => one.Key.Value));
        read.ToBytes().ShouldBe(bytes);
        FirstListens.TryRead(bytes.AsSpan(0, random.Next(bytes.Length))).ShouldBeNull();
        bytes[random.Next(bytes.Length)] ^= (byte)random.Next(1, 256);
        FirstListens.TryRead(bytes);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_first_listen_can_be_taken_back_for_the_next_or_for_none()
    {
        var bucket = new FirstListens();
        bucket.Learn(Sessions.Track(1), 10);
        bucket.Correct(Sessions.Track(1), 20);
        bucket.Find(Sessions.Track(1)).ShouldBe(20);
        bucket.Correct(Sessions.Track(1), null);
        bucket.Find(Sessions.Track(1)).ShouldBeNull();
    }

    [Fact]
    public void Of_too_many_tracks_those_first_heard_last_are_kept()
    {
        var bucket = new FirstListens();
        for (var i = 0; i < FirstListens.MaxTracks; i++)
            bucket.Learn(Sessions.Track(i), i);
        bucket.Learn(Sessions.Track(100_001), 1_000_000).ShouldBeTrue();
        bucket.Learn(Sessions.Track(100_002), -5).ShouldBeFalse();
        bucket.Tracks.Count.ShouldBe(FirstListens.MaxTracks);
        bucket.Find(Sessions.Track(0)).ShouldBeNull();
        bucket.Find(Sessions.Track(100_001)).ShouldBe(1_000_000);
    }

    [Fact]
    public void Tracks_fall_evenly_into_the_buckets() =>
        Enumerable.Range(0, 1_600).GroupBy(i => FirstListens.BucketOf(Sessions.Track(i))).ShouldAllBe(bucket => bucket.Key >= 0 && bucket.Key < FirstListens.Buckets && bucket.Count() > 50);
}
