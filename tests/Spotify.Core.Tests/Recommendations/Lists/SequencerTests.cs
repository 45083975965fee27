using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Recommendations.Lists;
using Xunit;

namespace Spotify.Core.Tests.Recommendations.Lists;

public sealed class SequencerTests
{
    [Theory]
    [InlineData(0, 1, 8)] // C major
    [InlineData(9, 0, 8)] // A minor, its relative
    [InlineData(7, 1, 9)] // G major, a fifth up
    [InlineData(5, 1, 7)] // F major, a fifth down
    [InlineData(4, 1, 12)] // E major
    [InlineData(11, 1, 1)] // B major
    [InlineData(8, 0, 1)] // G sharp minor
    [InlineData(0, 0, 5)] // C minor
    public void Keys_have_their_hour_on_the_wheel(int key, int mode, int hour) => Camelot.Hour(key, mode).ShouldBe(hour);

    [Fact]
    public void A_track_without_a_key_has_no_hour()
    {
        Camelot.Hour(-1, 1).ShouldBeNull();
        Camelot.Hour(12, 0).ShouldBeNull();
        Camelot.Distance(0, 1, -1, 0).ShouldBeNull();
    }

    [Fact]
    public void The_way_holds_each_track_once_begins_with_the_first_and_is_no_longer_than_it_was() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var tracks = Made.Candidates(seed, seed % 31, 20);
        var order = Sequencer.Order(tracks);
        order.Order().ShouldBe(Enumerable.Range(0, tracks.Count));
        if (tracks.Count > 0)
            order[0].ShouldBe(0);
        Length([.. order.Select(at => tracks[at])]).ShouldBeLessThanOrEqualTo(Length(tracks) + 1e-9);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_shuffled_ramp_of_tempo_and_energy_comes_out_as_a_ramp()
    {
        int[] shuffled = [0, 7, 3, 9, 1, 5, 8, 2, 6, 4];
        var tracks = shuffled.Select(step => Made.Candidate(step, step) with { Tempo = 90 + (3 * step), Energy = step / 10.0, Key = 0, Mode = 1 }).ToList();
        Sequencer.Order(tracks).Select(at => shuffled[at]).ShouldBe(Enumerable.Range(0, 10));
    }

    [Fact]
    public void Twice_the_tempo_is_the_same_beat_and_an_artist_does_not_follow_himself_where_another_can()
    {
        var slow = Made.Candidate(1, 1) with { Tempo = 70 };
        Sequencer.Cost(slow, slow with { Artists = ["x"], Tempo = 140 }).ShouldBe(Sequencer.Cost(slow, slow with { Artists = ["x"] }), 1e-9);
        Sequencer.Order([Made.Candidate(1, 1), Made.Candidate(2, 1), Made.Candidate(3, 2) with { Tempo = 60, Energy = 1, Key = 3 }]).ShouldBe([0, 2, 1]);
    }

    private static double Length(List<Candidate> tracks) => Enumerable.Range(1, Math.Max(0, tracks.Count - 1)).Sum(at => Sequencer.Cost(tracks[at - 1], tracks[at]));
}
