using Shouldly;
using Spotify.Core.Royalties;
using Spotify.Core.Royalties.Periods;
using Spotify.Core.Royalties.Settlement;
using Spotify.Functions.Royalties.Inputs;
using Spotify.Functions.Royalties.Job;
using Spotify.Functions.Royalties.Periods;
using Xunit;
using static Spotify.Functions.Tests.Royalties.Job.RoyaltyWorld;

namespace Spotify.Functions.Tests.Royalties.Job;

public sealed class MonthlyRoyaltiesTests
{
    [Fact]
    public async Task A_month_is_divided_whole_and_every_figure_agrees_with_every_other()
    {
        await using var harness = await RoyaltyHarness.ClosedAsync(RoyaltyWorld.Random(1));
        var outcome = await harness.CalculateAsync(October);
        outcome.Refusal.ShouldBeNull();
        var results = await harness.Get<RoyaltyResultFiles>().GetAsync(October, default);
        results.Digest().ShouldBe(outcome.Digest);

        var pools = results.Months.ShouldHaveSingleItem().Pools;
        pools.Count.ShouldBeGreaterThan(3);
        pools.ShouldAllBe(pool => pool.Paid + pool.Escrow + pool.Retained == pool.Pool.Net);
        pools.Sum(pool => pool.Pool.Gross).ShouldBe(harness.World.Revenue.Where(one => one.Period == October).Sum(one => one.Entry.Row.Gross));
        pools.Sum(pool => pool.Escrow).ShouldBeGreaterThan(0);
        results.Conversions.Select(one => one.Total - one.Credited - one.Rounding).ShouldAllBe(left => left == 0);
        results.Conversions.Sum(one => one.Paid).ShouldBe(pools.Sum(pool => pool.Paid));

        var statements = await harness.StatementsAsync(October);
        statements.Select(one => one.Party).ShouldBe(statements.Select(one => one.Party).Order(StringComparer.Ordinal));
        statements.Count.ShouldBe(6);
        statements.ShouldContain(one => one.Withheld.Count > 0);
        var month = await harness.Get<IRoyaltyPeriods>().FindAsync(October);
        (month.Stage, month.Results).ShouldBe((RoyaltyStage.Calculated, outcome.Digest));
        month.Steps.Select(step => (step.Stage, step.By)).ShouldBe([(RoyaltyStage.Closed, "schedule"), (RoyaltyStage.Calculated, "ann")]);
        harness.Files.Files.Keys.ShouldAllBe(name => !name.Contains("/parts/"));
        harness.LastStory.Progress.Select(one => one.Step).Distinct().ShouldBe(
        [
            "beginning", "gathering inputs", "checking the ledger", "summing pools", "counting listeners", "judging tracks", "weighing listeners", "dividing pools", "collecting lines",
            "settling", "reconciling",
        ]);
    }

    [Theory]
    [InlineData(RoyaltyModel.ProRata, 1500, 500, 1000)]
    [InlineData(RoyaltyModel.UserCentric, 1333, 334, 1333)]
    public async Task The_published_example_of_three_listeners_comes_out_of_the_whole_job(RoyaltyModel model, long x, long y, long z)
    {
        // One hears X 100 times, one hears Z 50 times, one hears each of the three 50 times; each pays 10. The unit that is left over goes to the track of the lowest id.
        var world = new RoyaltyWorld();
        foreach (var (listener, track, plays) in ((int, int, int)[])[(1, 0, 100), (5, 2, 50), (13, 0, 50), (13, 1, 50), (13, 2, 50)])
        {
            for (var i = 0; i < plays; i++)
                world.Play(October, listener, track, $"{listener}-{track}-{i}", Fate.Counted);
        }

        foreach (var listener in (int[])[1, 5, 13])
            world.Revenue.Add((October, new(new($"p-{listener}", Core.Subscriptions.RevenueType.Payment, October, "DE", "premium", "EUR", 1000, 0, 0), Listener(listener), null)));
        world.Rights = DefaultRights() with
        {
            Agreements = [.. Enumerable.Range(0, 3).Select(label => Master($"a-{label}", $"label-{label}", model, 10_000))],
            Sheets = [],
            Parties = [.. Enumerable.Range(0, 3).Select(label => Party($"label-{label}", "EUR"))],
            Taxes = [],
        };
        await using var harness = await RoyaltyHarness.ClosedAsync(world, minListeners: 1, defaultPublishingBp: 0, months: October);
        (await harness.CalculateAsync(October)).Refusal.ShouldBeNull();
        (await harness.StatementsAsync(October)).Select(one => one.Paid).ShouldBe([x, y, z]);
    }

    [Fact]
    public async Task Every_step_done_twice_leaves_the_bytes_of_one_done_once()
    {
        await using var once = await RoyaltyHarness.ClosedAsync(RoyaltyWorld.Random(2));
        await using var twice = await RoyaltyHarness.ClosedAsync(RoyaltyWorld.Random(2));
        var outcome = await once.CalculateAsync(October);
        (await twice.CalculateAsync(October, times: 2)).ShouldBe(outcome with { Differences = [] }, new OutcomeComparer());
        var (x, y) = (await once.ResultAsync(), await twice.ResultAsync());
        // The audit says of every calculation that it was; it is the last step that was done twice.
        x.Remove("royalties/periods/" + October);
        y.Remove("royalties/periods/" + October);
        y.ShouldBe(x);
    }

    [Fact]
    public async Task Killed_after_any_write_and_begun_again_a_calculation_leaves_the_same_bytes()
    {
        await using var whole = await RoyaltyHarness.ClosedAsync(RoyaltyWorld.Random(3, plays: 60, listeners: 8), shards: 2, months: October);
        var before = whole.Life.Writes;
        var outcome = await whole.CalculateAsync(October);
        var (expected, writes) = (await whole.ResultAsync(), whole.Life.Writes - before);
        writes.ShouldBeGreaterThan(60);

        await Parallel.ForEachAsync(Enumerable.Range(1, writes).Where(kill => kill % 4 == 1 || kill > writes - 12), new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (kill, _) =>
        {
            await using var harness = await RoyaltyHarness.ClosedAsync(RoyaltyWorld.Random(3, plays: 60, listeners: 8), shards: 2, months: October);
            harness.Life.DieAfter(kill);
            await Should.ThrowAsync<OperationCanceledException>(() => harness.CalculateAsync(October), $"after write {kill}");
            harness.Restart();
            var again = await harness.CalculateAsync(October);
            again.Refusal.ShouldBeNull($"after write {kill}");
            again.Digest.ShouldBe(outcome.Digest, $"after write {kill}");
            var left = await harness.ResultAsync();
            left.Remove("royalties/periods/" + October);
            left.ShouldBe(expected.Where(one => one.Key != "royalties/periods/" + October), $"after write {kill}");
        });
    }

    [Fact]
    public async Task However_many_shards_and_however_little_memory_the_money_is_the_same()
    {
        await using var one = await RoyaltyHarness.ClosedAsync(RoyaltyWorld.Random(4), shards: 1, limits: new RoyaltyLimits());
        await using var many = await RoyaltyHarness.ClosedAsync(RoyaltyWorld.Random(4), shards: 8, limits: new RoyaltyLimits { Rows = 7, RunsAtOnce = 2, Lookups = 1 });
        foreach (var month in (string[])[October, November])
            (await many.ApproveAsync(month)).Digest.ShouldBe((await one.ApproveAsync(month)).Digest);
    }

    [Fact]
    public async Task Closing_early_and_correcting_comes_to_what_closing_late_comes_to()
    {
        var (early, late) = (RoyaltyWorld.Random(5), RoyaltyWorld.Random(5));
        var random = new Random(5);
        for (var i = 0; i < 60; i++)
        {
            var (listener, track, taken) = (random.Next(20), random.Next(10), i % 5 == 0);
            if (taken)
            {
                // A play that counted in October and was found artificial in November.
                late.Play(October, listener, track, $"late-{i}", Fate.Excluded);
                early.Play(October, listener, track, $"late-{i}", Fate.Counted);
                early.Play(November, listener, track, $"late-{i}", Fate.TakenBack, of: October);
                continue;
            }

            late.Play(October, listener, track, $"late-{i}", Fate.Counted);
            early.Play(November, listener, track, $"late-{i}", Fate.Counted, of: October);
        }

        late.Pay(October, 3, 1_700);
        early.Pay(November, 3, 1_700, of: October);
        late.Pay(October, 4, -300);
        early.Pay(November, 4, -300, of: October);

        early.Rights = late.Rights = DefaultRights() with { Agreements = [Master("a-0", "label-0", RoyaltyModel.StreamToOwn, 5_200), .. DefaultRights().Agreements.Skip(1)] };
        await using var corrected = await RoyaltyHarness.ClosedAsync(early);
        await using var exact = await RoyaltyHarness.ClosedAsync(late);
        foreach (var month in (string[])[October, November])
        {
            await corrected.ApproveAsync(month);
            await exact.ApproveAsync(month);
        }

        var (x, y) = (await PostedAsync(corrected), await PostedAsync(exact));
        x.ShouldBe(y, ignoreOrder: true);
        (await corrected.StatementsAsync(November)).SelectMany(one => one.Credits).ShouldContain(credit => credit.AdjustmentOf == October);
        (await exact.StatementsAsync(November)).SelectMany(one => one.Credits).ShouldAllBe(credit => credit.AdjustmentOf == null);

        static async Task<List<string>> PostedAsync(RoyaltyHarness harness)
        {
            var sums = new SortedDictionary<string, (long Streams, long Amount, long Credited)>(StringComparer.Ordinal);
            foreach (var month in (string[])[October, November])
            {
                foreach (var statement in await harness.StatementsAsync(month))
                {
                    foreach (var credit in statement.Credits)
                    {
                        var key = $"{credit.AdjustmentOf ?? month} {statement.Party} {credit.Earning.Pool} {credit.Earning.Side} {credit.Earning.Agreement}";
                        var sum = sums.GetValueOrDefault(key);
                        sums[key] = (sum.Streams + credit.Earning.Streams, sum.Amount + credit.Earning.Amount, sum.Credited + credit.Amount);
                    }
                }
            }

            return [.. sums.Where(one => one.Value != default).Select(one => $"{one.Key} {one.Value}")];
        }
    }

    [Fact]
    public async Task Under_stream_to_own_a_listener_goes_on_where_the_month_before_ended()
    {
        var world = new RoyaltyWorld();
        foreach (var (month, plays) in ((string, int)[])[(October, 3), (November, 8)])
        {
            foreach (var listener in (int[])[1, 5])
            {
                for (var i = 0; i < plays; i++)
                    world.Play(month, listener, 0, $"{month}-{listener}-{i}", Fate.Counted);
                world.Pay(month, listener, 1_000);
            }
        }

        world.Play(November, 1, 0, "late", Fate.Counted, of: October);
        world.Rights = DefaultRights() with { Agreements = [Master("a-0", "label-0", RoyaltyModel.StreamToOwn, 5_200)] };
        await using var harness = await RoyaltyHarness.ClosedAsync(world);
        await harness.ApproveAsync(October);
        await harness.ApproveAsync(November);
        (await WeightAsync(October)).ShouldBe(2 * 100 * (2 + 4 + 8));
        // One has heard it four times by then, the other three times; nine plays are paid for.
        (await WeightAsync(November)).ShouldBe(100 * ((32 + 64 + 128 + 256 + 512) + (16 + 32 + 64 + 128 + 256 + 512)));

        async Task<Int128> WeightAsync(string month)
        {
            var sum = Int128.Zero;
            var weighed = (await harness.Get<Spotify.Functions.Royalties.Results.IRoyaltyWhatIf>().OpenAsync(month)).ShouldNotBeNull();
            foreach (var pool in weighed.Pools)
                await foreach (var track in weighed.WeightsAsync(pool.Key))
                    sum += track.Weight.StreamToOwn;
            return sum;
        }
    }

    [Fact]
    public async Task What_is_carried_opens_the_next_month()
    {
        await using var harness = await RoyaltyHarness.ClosedAsync(RoyaltyWorld.Random(6));
        harness.World.Rights = DefaultRights() with { Parties = [.. DefaultRights().Parties.Select(party => party with { Threshold = 1_000_000_000 })] };
        await harness.ApproveAsync(October);
        await harness.ApproveAsync(November);
        var (october, november) = (await harness.StatementsAsync(October), await harness.StatementsAsync(November));
        october.ShouldAllBe(one => one.Paid == 0 && one.Carried == one.Balance);
        foreach (var statement in november)
            statement.Opening.ShouldBe(october.SingleOrDefault(one => one.Party == statement.Party)?.Carried ?? 0);
    }

    [Fact]
    public async Task Costs_are_paid_back_before_advances_and_what_is_left_stays_owed()
    {
        await using var harness = await RoyaltyHarness.ClosedAsync(RoyaltyWorld.Random(7));
        harness.World.Rights = DefaultRights() with
        {
            Charges = [new FrozenCharge("advance", ChargeKind.Advance, "label-1", "2026-09", 100_000_000), new FrozenCharge("cost", ChargeKind.Cost, "label-1", October, 10)],
        };
        await harness.ApproveAsync(October);
        await harness.ApproveAsync(November);
        var october = (await harness.StatementsAsync(October)).Single(one => one.Party == "label-1");
        october.Recouped.Select(one => one.Charge).ShouldBe(["cost", "advance"]);
        october.Paid.ShouldBe(0);
        var november = (await harness.StatementsAsync(November)).Single(one => one.Party == "label-1");
        november.Recouped.ShouldHaveSingleItem().Left.ShouldBe(100_000_000 - october.Recouped[1].Amount - november.Recouped[0].Amount);
    }

    [Fact]
    public async Task What_may_not_be_calculated_is_refused_by_name_and_leaves_no_document()
    {
        var world = RoyaltyWorld.Random(8);
        await using var harness = await RoyaltyHarness.ClosedAsync(world);
        (await harness.CalculateAsync("2026-12")).Refusal.ShouldBe("2026-12 is not closed: close it first.");

        world.Rights = DefaultRights() with { Rates = [.. DefaultRights().Rates.Skip(1)] };
        (await harness.CalculateAsync(October)).Refusal.ShouldBe("The rates of 2026-10 do not say how much EUR one SEK is: import it, and calculate again.");
        world.Rights = DefaultRights() with { Agreements = [Master("a-0", "label-0", Core.Royalties.RoyaltyModel.ProRata, 8_600), .. DefaultRights().Agreements.Skip(1)] };
        (await harness.CalculateAsync(October)).Refusal.ShouldNotBeNull().ShouldContain("lower one of them");
        world.Rights = DefaultRights();
        var (_, entry) = world.Revenue[0];
        world.Revenue.Add((October, entry with { Row = entry.Row with { Gross = -9_000_000, Vat = 0, StoreFee = 0 } }));
        (await harness.CalculateAsync(October)).Refusal.ShouldNotBeNull().ShouldContain("below 0");
        world.Revenue.RemoveAt(world.Revenue.Count - 1);
        (await harness.ResultAsync()).Keys.ShouldAllBe(key => key.StartsWith("royalties/2026-10/"));
        (await harness.Get<IRoyaltyPeriods>().FindAsync(October)).Stage.ShouldBe(RoyaltyStage.Closed);

        (await harness.CalculateAsync(October)).Refusal.ShouldBeNull();
        (await harness.CalculateAsync(November)).Refusal.ShouldNotBeNull().ShouldContain("Approve that first");
        await harness.Get<IRoyaltyPeriods>().ApproveAsync(October, "bob", null);
        (await harness.CalculateAsync(October, "again")).Refusal.ShouldNotBeNull().ShouldStartWith("2026-10 is approved");
        (await harness.CalculateAsync(November)).Refusal.ShouldBeNull();
    }

    [Fact]
    public async Task A_month_before_royalties_began_is_not_calculated_and_its_late_plays_count_where_they_came()
    {
        var world = RoyaltyWorld.Random(13);
        for (var i = 0; i < 20; i++)
            world.Play(November, i, 0, $"late-{i}", i % 4 == 0 ? Fate.TakenBack : Fate.Counted, of: October);
        await using var harness = await RoyaltyHarness.ClosedAsync(world);
        (await harness.ApproveAsync(November)).Refusal.ShouldBeNull();
        (await harness.CalculateAsync(October)).Refusal.ShouldBe("Royalties began with 2026-11: an earlier month is not calculated any more.");
        (await harness.StatementsAsync(November)).SelectMany(one => one.Credits).ShouldAllBe(credit => credit.AdjustmentOf == null);
    }

    [Fact]
    public async Task Calculated_again_a_month_is_the_same_whatever_has_changed_since()
    {
        var world = RoyaltyWorld.Random(9);
        await using var harness = await RoyaltyHarness.ClosedAsync(world);
        var outcome = await harness.CalculateAsync(October);
        var before = await harness.ResultAsync();
        world.Rights = world.Rights with { Agreements = [], Parties = [], Sheets = [], Rates = [] };
        world.Revenue.Clear();

        var again = await harness.CalculateAsync(October, "check");
        (again.IsReplay, again.Digest, again.Differences.Count, again.Refusal).ShouldBe((true, outcome.Digest, 0, null));
        before.Remove("royalties/periods/" + October);
        var after = await harness.ResultAsync();
        after.Remove("royalties/periods/" + October);
        after.ShouldBe(before);
        harness.Log.ShouldContain(line => line.Event == 6102);
        (await harness.Get<IRoyaltyPeriods>().FindAsync(October)).Steps.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_result_that_was_tampered_with_is_told_loudly_and_nothing_is_changed()
    {
        await using var harness = await RoyaltyHarness.ClosedAsync(RoyaltyWorld.Random(10));
        await harness.CalculateAsync(October);
        var name = harness.Files.Files.Keys.Single(file => file.EndsWith("/statements.jsonl"));
        harness.Files.Files[name][40] ^= 1;
        (await harness.CalculateAsync(October, "check")).Differences.ShouldBe(["statements.jsonl"]);
        harness.Log.ShouldContain(line => line.Event == 6103 && line.Text.Contains("statements.jsonl"));
    }

    [Fact]
    public async Task A_ledger_whose_leaves_were_changed_is_not_paid_from()
    {
        await using var harness = await RoyaltyHarness.ClosedAsync(RoyaltyWorld.Random(11));
        harness.Files.Files["ledger/2026-10/leaves/0001"][50] ^= 1;
        (await harness.CalculateAsync(October)).Refusal.ShouldBe("The leaves of shard 1 of 2026-10 do not come to its root.");
        (await harness.Get<IRoyaltyPeriods>().FindAsync(October)).Stage.ShouldBe(RoyaltyStage.Closed);
    }

    [Fact]
    public async Task Inputs_that_were_tampered_with_are_not_calculated_from()
    {
        await using var harness = await RoyaltyHarness.ClosedAsync(RoyaltyWorld.Random(12));
        await harness.CalculateAsync(October);
        var name = harness.Files.Files.Keys.Single(file => file.Contains("/inputs/fees-0001"));
        harness.Files.Files[name][^1] ^= 1;
        (await harness.CalculateAsync(October, "check")).Refusal.ShouldNotBeNull().ShouldContain("is not what was frozen");
    }

    private sealed class OutcomeComparer : IEqualityComparer<RoyaltyOutcome>
    {
        public bool Equals(RoyaltyOutcome? x, RoyaltyOutcome? y) => x?.Digest == y?.Digest && x?.Refusal == y?.Refusal;

        public int GetHashCode(RoyaltyOutcome one) => 0;
    }
}
