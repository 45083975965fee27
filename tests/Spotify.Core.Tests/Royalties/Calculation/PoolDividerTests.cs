using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Royalties;
using Spotify.Core.Royalties.Agreements;
using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Royalties.Splits;
using Spotify.Core.Telemetry.Closing;
using Xunit;

namespace Spotify.Core.Tests.Royalties.Calculation;

public sealed class PoolDividerTests
{
    [Fact]
    public void The_service_keeps_what_no_agreement_gives_away()
    {
        var month = Month.Of(RoyaltyModel.ProRata, new Heard(1, 1, 10)).Paying(new Paid(1, 999));
        month.Masters["L1"] = Month.Master("L1", RoyaltyModel.ProRata, 5_500);
        var pool = month.Divide().Single().Pool;
        // 549.45 and 449.55: the unit that is left goes to the larger rest.
        (pool.Paid, pool.Retained).ShouldBe((549L, 450L));
    }

    [Fact]
    public void Without_anything_that_is_paid_for_all_of_a_pool_is_kept()
    {
        var pool = new Month { Fees = [new(1, 999)] }.Divide().Single().Pool;
        (pool.Paid, pool.Escrow, pool.Retained).ShouldBe((0L, 0L, 999L));
    }

    [Fact]
    public void Tracks_without_a_label_or_an_agreement_or_a_claim_go_to_escrow_by_name()
    {
        var month = new Month { Plays = [new(1, 1, 10), new(1, 2, 10, Label: "unknown")], Fees = [new(1, 10_000)], Rules = Month.Lenient };
        var earnings = month.Divide().Single().Earnings;
        earnings.Select(earning => (earning.Holder, earning.Escrow, earning.Amount)).ShouldBe(
        [
            ($"escrow:no_agreement:master:{Month.Key(2)}", EscrowReason.NoAgreement, 2_750L),
            ($"escrow:no_owner:master:{Month.Key(1)}", EscrowReason.NoOwner, 2_750L),
            ($"escrow:unclaimed:publishing:{Month.Key(1)}", EscrowReason.Unclaimed, 750L),
            ($"escrow:unclaimed:publishing:{Month.Key(2)}", EscrowReason.Unclaimed, 750L),
        ], ignoreOrder: true);
    }

    [Fact]
    public void A_minimum_for_each_subscriber_raises_what_is_less_and_the_service_pays_for_it()
    {
        var month = Month.Of(RoyaltyModel.ProRata, new Heard(1, 1, 30), new Heard(2, 2, 10)).Paying(new Paid(1, 100), new Paid(2, 100));
        month.Masters["L1"] = Month.Master("L1", RoyaltyModel.ProRata, 5_000, null, new MinimumGuarantee("EUR", 200), new MinimumGuarantee("USD", 9_999));
        month.Masters["L2"] = Month.Master("L2", RoyaltyModel.ProRata, 5_000, null, new MinimumGuarantee("EUR", 10));
        var division = month.Divide().Single();
        // 200 for each of two subscribers times three quarters of the streams; and 5 would be less than the 25 that the second has.
        division.Earnings.Select(earning => earning.Amount).ShouldBe([300L, 25]);
        division.Pool.Retained.ShouldBe(-125);
    }

    [Fact]
    public void Models_live_side_by_side_in_one_pool()
    {
        // Half of all streams each; within the group of listeners' money the fee of the second decides.
        var month = Month.Of(RoyaltyModel.ProRata, new Heard(1, 1, 60), new Heard(1, 2, 20), new Heard(2, 3, 40)).Paying(new Paid(1, 1_000), new Paid(2, 200));
        month.Masters["L2"] = Month.Master("L2", RoyaltyModel.UserCentric);
        month.Masters["L3"] = Month.Master("L3", RoyaltyModel.UserCentric);
        // Listener 1 gives 250 of 1,000 to track 2, listener 2 all of 200 to track 3: 600 x 250/450 and 600 x 200/450.
        month.Payouts().ShouldBe(new Dictionary<string, long> { ["L1"] = 600, ["L2"] = 333, ["L3"] = 267 }, ignoreOrder: true);
    }

    [Fact]
    public void A_model_under_which_nothing_weighs_anything_falls_back_to_streams()
    {
        var month = Month.Of(RoyaltyModel.UserCentric, new Heard(1, 1, 30), new Heard(1, 2, 10)).Paying(new Paid(9, 400));
        month.Payouts().ShouldBe(new Dictionary<string, long> { ["L1"] = 300, ["L2"] = 100 }, ignoreOrder: true);
    }

    [Fact]
    public void Splits_divide_a_side_and_each_track_says_what_it_brought()
    {
        var month = Month.Of(RoyaltyModel.ProRata, new Heard(1, 1, 10), new Heard(1, 2, 5)).Paying(new Paid(1, 900));
        month.Sheets[(1, RoyaltySide.Master)] = [new HolderShare("L1", "label", 800_000_000, null), new HolderShare("ana", "artist", 200_000_000, null)];
        month.Sheets[(2, RoyaltySide.Master)] = [new HolderShare("L1", "label", 500_000_000, null), new HolderShare("L1", "producer", 500_000_000, null)];
        var division = month.Divide().Single();
        division.Earnings.Select(earning => (earning.Holder, earning.Agreement, earning.Streams, earning.Amount)).ShouldBe(
            [("L1", "master-L1", 10L, 480L), ("L1", "master-L2", 5L, 300L), ("ana", "master-L1", 10L, 120L)]);
        division.Lines.Select(line => (line.Role, line.Micros)).ShouldBe(
            [("label", 480_000_000L), ("artist", 120_000_000L), ("label", 150_000_000L), ("producer", 150_000_000L)]);
    }

    [Fact]
    public void Shares_that_do_not_come_to_all_are_refused()
    {
        var month = Month.Of(RoyaltyModel.ProRata, new Heard(1, 1, 10)).Paying(new Paid(1, 900));
        month.Sheets[(1, RoyaltySide.Master)] = [new HolderShare("L1", "label", 999_000_000, null)];
        Should.Throw<InvalidDataException>(() => month.Divide());
    }

    [Fact]
    public void Pools_below_nothing_or_in_no_currency_are_refused()
    {
        var key = new PoolKey("DE", "premium", "EUR");
        PoolChecks.Find(new Pool(key, 100, 50, 50, 1)).ShouldBeNull();
        PoolChecks.Find(new Pool(key, 100, 50, 51, 1)).ShouldBe(PoolProblem.NegativeNet);
        PoolChecks.Find(new Pool(key with { Currency = "XXX" }, 100, 0, 0, 1)).ShouldBe(PoolProblem.UnknownCurrency);
        Should.Throw<ArgumentOutOfRangeException>(() => new PoolDivider(new Pool(key, 100, 50, 51, 1), new RoyaltyRules(), new Month()));
    }

    [Fact]
    public void A_ledger_that_takes_back_more_than_it_gave_is_refused()
    {
        var recordings = new RecordingTable();
        recordings.NumberOf(new Recording(Month.Key(1), null, null));
        var weigher = new ListenerWeigher(new PoolTable([], [new Market("DE", "premium")]), recordings, _ => default, new RoyaltyRules());
        Should.Throw<InvalidDataException>(() => weigher.Weigh([new ListenerPlays(1, 0, 0, -1, 0)], []));
        Should.Throw<InvalidDataException>(() => weigher.Weigh([new ListenerPlays(1, 0, 0, 1, 0), new ListenerPlays(1, 0, 0, 1, 0)], []));
    }

    [Fact]
    public void A_track_is_charged_for_when_more_than_nine_tenths_of_a_thousand_are_artificial()
    {
        var rules = new RoyaltyRules();
        Penalty.Of(rules, Month.Key(1), [new("L1", 100, 1_000)])!.Amount.ShouldBe(1_000);
        Penalty.Of(rules, Month.Key(1), [new("L1", 112, 1_000)]).ShouldBeNull();
        Penalty.Of(rules, Month.Key(1), [new("L1", 0, 999)]).ShouldBeNull();
        Penalty.Of(rules, Month.Key(1), [new("L1", 1_000, 9_000)]).ShouldBeNull();
        Penalty.Of(rules, Month.Key(1), [new("L2", 0, 2_000), new("L1", 0, 2_000), new("L3", 0, 1_000)])!.Label.ShouldBe("L1");
    }

    [Fact]
    public async Task Weights_and_tallies_are_the_same_after_a_run()
    {
        var month = Worlds.Any().Sample(50, 20).First(each => each.Weigh().Count > 5);
        var weights = month.Weigh();
        (await ThroughRunAsync(RoyaltyFormats.Weights, weights)).ShouldBe(weights);
        TrackTally[] tracks = [new(Month.Key(1), 3, 2, [4, 5]), new(Month.Key(2), 900, 70, [])];
        (await ThroughRunAsync(RoyaltyFormats.Tracks(3), tracks)).ShouldBe(tracks);
        ArtistTally[] artists = [new(1, 3, 2), new(UInt128.MaxValue, long.MaxValue, 70)];
        (await ThroughRunAsync(RoyaltyFormats.Artists, artists)).ShouldBe(artists);
    }

    private static async Task<List<T>> ThroughRunAsync<T>(RunFormat<T> format, IReadOnlyList<T> items)
    {
        var stream = new MemoryStream();
        await RunMerge.WriteAsync(format, items.ToAsyncEnumerable(), stream, CancellationToken.None);
        var bytes = stream.ToArray();
        var reader = new RunReader<T>(format, (offset, into, _) =>
        {
            bytes.AsMemory((int)offset, into.Length).CopyTo(into);
            return ValueTask.CompletedTask;
        }, 0, bytes.Length);
        return await RunMerge.MergeAsync(format, [reader], CancellationToken.None).ToListAsync();
    }
}
