using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Royalties;
using Spotify.Core.Royalties.Calculation;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Core.Tests.Royalties.Calculation;

/// <summary>What holds in every month.</summary>
public sealed class RoyaltyLawsTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(TestScale.Of(400, 20_000));
    private static readonly Config Some = Config.QuickThrowOnFailure.WithMaxTest(TestScale.Of(100, 5_000));

    [Fact]
    public void Nothing_is_lost_and_nothing_made_at_any_level() =>
        Prop.ForAll(Worlds.Any().ToArb(), month =>
        {
            foreach (var division in month.Divide())
            {
                var pool = division.Pool;
                (pool.Paid + pool.Escrow + pool.Retained).ShouldBe(pool.Pool.Net);
                division.Earnings.Where(earning => earning.Escrow is null).Sum(earning => earning.Amount).ShouldBe(pool.Paid);
                division.Earnings.Where(earning => earning.Escrow is not null).Sum(earning => earning.Amount).ShouldBe(pool.Escrow);
                division.Earnings.ShouldAllBe(earning => earning.Amount >= 0);
                if (month.Masters.Values.All(agreement => agreement.Minimums.All(minimum => minimum.PerSubscriber == 0)))
                    pool.Retained.ShouldBeGreaterThanOrEqualTo(0);
                var lines = division.Lines.GroupBy(line => (line.Holder, line.Side, line.Agreement)).ToDictionary(group => group.Key, group => group.Sum(line => line.Micros));
                foreach (var holder in division.Earnings.GroupBy(earning => (earning.Holder, earning.Side, earning.Agreement)))
                    lines[holder.Key].ShouldBe(holder.Sum(earning => earning.Amount) * 1_000_000);
            }
        }).Check(Many);

    [Fact]
    public void What_listeners_paid_is_in_the_weights_of_what_they_heard_to_the_billionth() =>
        Prop.ForAll(Worlds.Any().ToArb(), month =>
        {
            var (table, weights) = (month.Table(), month.Weigh());
            for (var pool = 0; pool < table.Pools.Count; pool++)
            {
                var key = table.Pools[pool];
                var paid = weights.Where(weight => weight.Pool == pool && weight.Streams > 0).ToList();
                var eligible = paid.Select(weight => weight.Recording.Track).ToHashSet();
                var fees = month.Fees.Where(fee => new PoolKey(fee.Country, fee.Product, fee.Currency) == key
                    && month.Plays.Any(row => row.Plays > 0 && row.Listener == fee.Listener && row.Country == key.Country && row.Product == key.Product && eligible.Contains(Month.Key(row.Track))));
                paid.Aggregate(Int128.Zero, (sum, weight) => sum + weight.UserCentric).ShouldBe((Int128)fees.Sum(fee => fee.Net) * ListenerWeigher.Billion);
            }
        }).Check(Some);

    [Fact]
    public void Neither_order_nor_shards_nor_memory_change_anything() =>
        Prop.ForAll(Worlds.Any().ToArb(), Gen.Choose(2, 7).ToArb(), Gen.Choose(1, 5).ToArb(), (month, shards, capacity) =>
        {
            var (once, cut) = (month.Divide(), month.Divide(shards, capacity, shuffle: shards));
            for (var i = 0; i < once.Count; i++)
            {
                cut[i].Pool.ShouldBe(once[i].Pool);
                cut[i].Earnings.ShouldBe(once[i].Earnings);
                cut[i].Lines.ShouldBe(once[i].Lines);
            }
        }).Check(Many);

    [Fact]
    public void Listeners_are_all_the_same()
    {
        foreach (var model in Enum.GetValues<RoyaltyModel>())
        {
            Prop.ForAll(Worlds.Simple(model).ToArb(), month =>
            {
                var renamed = Month.Of(model, [.. month.Plays.Select(row => row with { Listener = 700 - row.Listener })])
                    .Paying([.. month.Fees.Select(fee => fee with { Listener = 700 - fee.Listener })]);
                return renamed.Payouts().OrderBy(payout => payout.Key).SequenceEqual(month.Payouts().OrderBy(payout => payout.Key));
            }).Check(Some);
        }
    }

    [Fact]
    public void Tracks_that_are_heard_alike_are_paid_alike_to_a_unit()
    {
        foreach (var model in Enum.GetValues<RoyaltyModel>())
        {
            Prop.ForAll(Worlds.Simple(model).ToArb(), month =>
            {
                var twin = Month.Of(model, [.. month.Plays, .. month.Plays.Where(row => row.Track == 1).Select(row => row with { Track = 9 })]).Paying([.. month.Fees]).Payouts();
                return Math.Abs(twin.GetValueOrDefault("L1") - twin.GetValueOrDefault("L9")) <= 1;
            }).Check(Some);
        }
    }

    [Fact]
    public void Who_is_heard_more_does_not_get_less_and_others_do_not_get_more()
    {
        foreach (var model in new[] { RoyaltyModel.ProRata, RoyaltyModel.UserCentric })
        {
            Prop.ForAll(Worlds.Simple(model, everybodyHears: true).ToArb(), Gen.Choose(1, 6).ToArb(), Gen.Choose(1, 100).ToArb(), (month, track, plays) =>
            {
                var (before, after) = (month.Payouts(), Month.Of(model, [.. month.Plays, new Heard(1, track, plays)]).Paying([.. month.Fees]).Payouts());
                return after[$"L{track}"] >= before.GetValueOrDefault($"L{track}")
                    && before.Where(payout => payout.Key != $"L{track}").All(payout => after[payout.Key] <= payout.Value + 1);
            }).Check(Many);
        }
    }

    [Fact]
    public void Under_user_centric_one_listener_moves_any_artist_by_at_most_what_it_pays() =>
        Prop.ForAll(Worlds.Simple(RoyaltyModel.UserCentric, everybodyHears: true).ToArb(), Worlds.PlaysOfOne(1).ToArb(), (month, clicks) =>
        {
            var fee = month.Fees.Single(each => each.Listener == 1).Net;
            return Moves(month, RoyaltyModel.UserCentric, clicks).All(move => move <= fee + 1);
        }).Check(Many);

    [Fact]
    public void Under_pro_rata_a_listener_is_found_that_moves_an_artist_by_more()
    {
        var found = (from month in Worlds.Simple(RoyaltyModel.ProRata, everybodyHears: true) from clicks in Worlds.PlaysOfOne(1) select new Fraud(month, clicks))
            .Sample(300, 50)
            .FirstOrDefault(fraud => Moves(fraud.Month, RoyaltyModel.ProRata, fraud.Clicks).Any(move => move > fraud.Month.Fees.Single(fee => fee.Listener == 1).Net + 1));
        found.ShouldNotBeNull();
    }

    [Fact]
    public void To_close_early_and_adjust_is_to_close_late() =>
        Prop.ForAll(Worlds.Any().ToArb(), Gen.Choose(0, 100).ListOf().ToArb(), (month, cuts) =>
        {
            // What is known of the month at each later close: more and more of its plays.
            var closes = cuts.Select(cut => cut * month.Plays.Count / 100).Order().Append(month.Plays.Count)
                .Select(count => new Month
                {
                    Plays = month.Plays[..count],
                    Fees = month.Fees,
                    Rules = month.Rules,
                    Masters = month.Masters,
                    Publishing = month.Publishing,
                    Sheets = month.Sheets,
                    Facts = month.Facts,
                }.Divide().SelectMany(division => division.Earnings).ToList())
                .ToList();
            var posted = closes[0].ToList();
            for (var i = 1; i < closes.Count; i++)
                posted.AddRange(Adjustments.Between(closes[i - 1], closes[i]));
            Sums(posted).ShouldBe(Sums(closes[^1]));
        }).Check(Some);

    private static List<(string Holder, RoyaltySide Side, string? Agreement, string Pool, RoyaltyModel Model, long Streams, long Amount)> Sums(IEnumerable<Earning> earnings) =>
    [
        .. earnings.GroupBy(earning => (earning.Holder, earning.Side, earning.Agreement, Pool: earning.Pool.ToString(), earning.Model))
            .Select(group => (group.Key.Holder, group.Key.Side, group.Key.Agreement, group.Key.Pool, group.Key.Model, Streams: group.Sum(earning => earning.Streams), Amount: group.Sum(earning => earning.Amount)))
            .Where(sum => sum.Amount != 0 || sum.Streams != 0)
            .Order(),
    ];

    private static IEnumerable<long> Moves(Month month, RoyaltyModel model, Heard[] clicks)
    {
        var before = month.Payouts();
        var after = Month.Of(model, [.. month.Plays.Where(row => row.Listener != 1), .. clicks]).Paying([.. month.Fees]).Payouts();
        return before.Keys.Union(after.Keys).Select(label => Math.Abs(after.GetValueOrDefault(label) - before.GetValueOrDefault(label)));
    }

    private sealed record Fraud(Month Month, Heard[] Clicks);
}
