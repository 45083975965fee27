using Shouldly;
using Spotify.Core.Royalties;
using Spotify.Core.Royalties.Calculation;
using Xunit;

namespace Spotify.Core.Tests.Royalties.Calculation;

public sealed class PublishedExamplesTests
{
    private const int X = 1;
    private const int Y = 2;
    private const int Z = 3;

    // Three users at 10.00 each: A hears X 100 times, B hears Z 50 times, C hears X, Y and Z 50 times each.
    private static readonly Heard[] Plays = [new(1, X, 100), new(2, Z, 50), new(3, X, 50), new(3, Y, 50), new(3, Z, 50)];
    private static readonly Paid[] Fees = [new(1, 1_000), new(2, 1_000), new(3, 1_000)];

    [Fact]
    public void Three_users_pay_15_5_and_10_by_streams()
    {
        var payouts = Month.Of(RoyaltyModel.ProRata, Plays).Paying(Fees).Payouts();
        payouts.ShouldBe(new Dictionary<string, long> { ["L1"] = 1_500, ["L2"] = 500, ["L3"] = 1_000 }, ignoreOrder: true);
    }

    [Fact]
    public void Three_users_pay_two_thirds_more_than_ten_twice_and_a_third_of_ten_by_listeners()
    {
        // 40/3, 10/3 and 40/3: 13.33 each and 3.33, and the cent that is left goes to the first of those with the largest rest. All rests are a third of a cent.
        var payouts = Month.Of(RoyaltyModel.UserCentric, Plays).Paying(Fees).Payouts();
        payouts.ShouldBe(new Dictionary<string, long> { ["L1"] = 1_334, ["L2"] = 333, ["L3"] = 1_333 }, ignoreOrder: true);
    }

    [Fact]
    public void Nine_plays_cost_what_a_track_costs_and_the_tenth_nothing()
    {
        var rules = new RoyaltyRules();
        long[] prices = [2, 4, 8, 16, 32, 64, 128, 256, 512, 0, 0];
        for (var n = 0; n < prices.Length; n++)
            ListenerWeigher.PriceOf(n, 1, rules).ShouldBe(prices[n]);
        ListenerWeigher.PriceOf(0, 9, rules).ShouldBe(1_022);
        ListenerWeigher.PriceOf(0, 5_000, rules).ShouldBe(1_022);
        ListenerWeigher.PriceOf(3, 2, rules).ShouldBe(48);
    }

    [Fact]
    public void Stream_to_own_divides_by_those_prices()
    {
        // 1,022 against 2 thousandths, and a track that was the listener's own before.
        var payouts = Month.Of(RoyaltyModel.StreamToOwn, new(1, X, 40), new(1, Y, 1), new(2, Z, 3, Earlier: 9)).Paying(new Paid(1, 1_024), new Paid(2, 0)).Payouts();
        payouts.ShouldBe(new Dictionary<string, long> { ["L1"] = 1_022, ["L2"] = 2, ["L3"] = 0 }, ignoreOrder: true);
    }

    [Fact]
    public void Artist_centric_weighs_one_two_and_four()
    {
        // X is heard passively, Y by choice, Z by choice and of a professional.
        var month = Month.Of(RoyaltyModel.ArtistCentric, new(1, X, 10), new(1, Y, 10, Active: 10), new(2, Z, 10, Active: 10)).Paying(new Paid(1, 700));
        month.Facts[Z] = new TrackFact(9, 200_000, false);
        var professionals = new Month { Plays = month.Plays, Fees = month.Fees, Masters = month.Masters, Facts = month.Facts, Rules = month.Rules with { ProfessionalStreams = 10, ProfessionalListeners = 1 } };
        professionals.Payouts().ShouldBe(new Dictionary<string, long> { ["L1"] = 100, ["L2"] = 200, ["L3"] = 400 }, ignoreOrder: true);
    }

    [Fact]
    public void Artist_centric_counts_a_thousand_streams_of_a_listener()
    {
        var payouts = Month.Of(RoyaltyModel.ArtistCentric, new(1, X, 9_000), new(1, Y, 1_000), new(2, Z, 1_000)).Paying(new Paid(1, 2_000)).Payouts();
        payouts.ShouldBe(new Dictionary<string, long> { ["L1"] = 900, ["L2"] = 100, ["L3"] = 1_000 }, ignoreOrder: true);
    }
}
