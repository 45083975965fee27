using Shouldly;
using Spotify.Core.Royalties;
using Spotify.Core.Royalties.Calculation;
using Xunit;

namespace Spotify.Core.Tests.Royalties.Calculation;

public sealed class EligibilityTests
{
    private static readonly RoyaltyRules Rules = new();

    [Fact]
    public void A_thousand_streams_are_enough_and_999_are_not()
    {
        Eligibility.Judge(Rules, [Tally(1_000, 60)], null).ShouldBe(EligibilityVerdict.Eligible);
        Eligibility.Judge(Rules, [Tally(999, 60)], null).ShouldBe(EligibilityVerdict.TooFewStreams);
        Eligibility.Judge(Rules, [Tally(500, 60), Tally(500, 1)], null).ShouldBe(EligibilityVerdict.Eligible);
    }

    [Fact]
    public void Fifty_listeners_of_a_year_are_counted_once_each()
    {
        Eligibility.Judge(Rules, [Tally(1_000, 49)], null).ShouldBe(EligibilityVerdict.TooFewListeners);
        Eligibility.Judge(Rules, [Tally(500, 49), Tally(500, 49)], null).ShouldBe(EligibilityVerdict.TooFewListeners);
        Eligibility.Judge(Rules, [Tally(500, 49), Tally(500, 1, from: 100)], null).ShouldBe(EligibilityVerdict.Eligible);
        Eligibility.Judge(Rules, [Tally(1_000, 50), Tally(1, 1)], null).ShouldBe(EligibilityVerdict.Eligible);
    }

    [Fact]
    public void Five_hundred_listeners_at_a_thousand_streams_make_a_professional_and_499_do_not()
    {
        new ArtistTally(1, 1_000, 500).IsProfessional(Rules).ShouldBeTrue();
        new ArtistTally(1, 1_000, 499).IsProfessional(Rules).ShouldBeFalse();
        new ArtistTally(1, 999, 500).IsProfessional(Rules).ShouldBeFalse();
    }

    [Fact]
    public void Noise_is_paid_from_two_minutes_on_and_weighs_a_fifth()
    {
        var (short_, long_) = (new TrackFact(null, 119_999, true), new TrackFact(null, 120_000, true));
        Eligibility.Judge(Rules, [Tally(1_000, 60)], short_).ShouldBe(EligibilityVerdict.NoiseTooShort);
        var verdict = Eligibility.Judge(Rules, [Tally(1_000, 60)], long_);
        Eligibility.TermOf(Rules, verdict, long_, null).ShouldBe(new TrackTerm(20, false));
        Eligibility.TermOf(Rules, EligibilityVerdict.Eligible, null, new ArtistTally(1, 1_000, 500)).ShouldBe(new TrackTerm(100, true));
    }

    [Fact]
    public void Streams_of_unpaid_tracks_leave_the_denominator_and_the_pool_stays_whole()
    {
        var month = Month.Of(RoyaltyModel.ProRata, new(1, 1, 600), new(2, 1, 400), new(1, 2, 999)).Paying(new Paid(1, 1_000));
        var strict = new Month { Plays = month.Plays, Fees = month.Fees, Masters = month.Masters, Rules = month.Rules with { MinStreams = 1_000, MinListeners = 2 } };
        var division = strict.Divide().Single();
        division.Earnings.ShouldHaveSingleItem().Amount.ShouldBe(1_000);
        (division.Pool.Streams, division.Pool.Ineligible).ShouldBe((1_000L, 999L));
    }

    private static TrackTally Tally(long streams, int listeners, int from = 0)
    {
        var all = Enumerable.Range(from, listeners).Select(listener => (UInt128)listener);
        return new TrackTally(Month.Key(1), streams, listeners, listeners < Rules.MinListeners ? [.. all] : []);
    }
}
