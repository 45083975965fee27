using FsCheck;
using FsCheck.Fluent;
using Microsoft.DurableTask;
using Shouldly;
using Spotify.Core.Telemetry.Closing;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Telemetry;
using Spotify.Functions.Telemetry.Closing;
using Xunit;

namespace Spotify.Functions.Tests.Telemetry.Closing;

public sealed class ClosePeriodTests
{
    [Fact]
    public async Task A_closed_month_is_what_its_ledger_says()
    {
        var plays = LedgerSample.Plays(1, 200);
        await using var harness = await ClosingHarness.OfAsync(plays);
        var result = await harness.CloseAsync();
        result.IsReplay.ShouldBeFalse();

        var periods = harness.Get<ClosedPeriods>();
        var closed = (await periods.FindAsync("2026-11", default)).ShouldNotBeNull();
        (closed.Documents, closed.Root, closed.Shards).ShouldBe((200, result.Root, 4));
        closed.Plays.ShouldBe(plays.Sum(one => one.Play.Delta));
        closed.Adjustments.ShouldBe(plays.Where(one => one.Play.AdjustmentOf is not null).Sum(one => one.Play.Delta));
        closed.Excluded.ShouldBe(plays.Count(one => one.Play.Excluded is not null));
        closed.ListenedMs.ShouldBe(plays.Sum(one => one.Play.Delta * one.Play.ListenedMs));

        var rows = new List<(string, string, ClosedRow)>();
        foreach (var totals in closed.Markets)
        {
            var of = await periods.RowsAsync(closed, totals).ToListAsync();
            of.Sum(row => row.Plays).ShouldBe(totals.Plays);
            rows.AddRange(of.Select(row => (totals.Market, totals.Product, row)));
        }

        rows.ShouldBe(
            plays.GroupBy(one => (one.Play.Market, Product: LedgerPlays.ProductOf(one.Play.Tier), one.Play.Track, one.Play.Isrc, one.Play.Label))
                .Select(group => (group.Key.Market, group.Key.Product, new ClosedRow(
                    group.Key.Track,
                    group.Key.Isrc,
                    group.Key.Label,
                    group.Sum(one => one.Play.Delta),
                    group.Where(one => one.Play.AdjustmentOf is not null).Sum(one => one.Play.Delta),
                    group.Count(one => one.Play.Excluded is not null),
                    group.Sum(one => one.Play.Delta * one.Play.ListenedMs))))
                .Where(row => row.Item3 with { Track = "", Isrc = null, Label = null } != new ClosedRow("", null, null, 0, 0, 0, 0)),
            ignoreOrder: true);

        var listeners = new List<ClosedListenerRow>();
        foreach (var totals in closed.Listeners)
        {
            var of = await periods.ListenersAsync(closed, totals).ToListAsync();
            (totals.Adjusts ?? []).ShouldBe(of.Select(row => row.AdjustmentOf).OfType<string>().Distinct().Order());
            of.ShouldAllBe(row => ClosedPeriods.ShardOf(closed, row.Listener) == totals.Shard);
            listeners.AddRange(of);
        }

        listeners.ShouldBe(
            plays.GroupBy(one => (one.Listener, one.Play.Market, one.Play.Tier, one.Play.Track, one.Play.Isrc, one.Play.Label, one.Play.AdjustmentOf))
                .Select(group => new ClosedListenerRow(
                    group.Key.Listener,
                    group.Key.Market,
                    LedgerPlays.ProductOf(group.Key.Tier),
                    group.Key.Track,
                    group.Key.Isrc,
                    group.Key.Label,
                    group.Sum(one => one.Play.Delta),
                    group.Where(one => one.Play.ContextType == "search").Sum(one => one.Play.Delta),
                    group.Key.AdjustmentOf))
                .Where(row => row is not { Plays: 0, Active: 0 }),
            ignoreOrder: true);

        var roots = await periods.RootsAsync(closed, default);
        roots.Select(root => root.Root).ShouldBe(Enumerable.Range(0, 4).Select(shard => Merkle.RootOf(
        [
            .. plays.Select(one => (Id: LedgerId.Parse(one.Id, "play"), Play: LedgerPlays.Of(one.Id, one.Listener, one.Play)))
                .Where(one => LedgerId.ShardOf(one.Id, 4) == shard).OrderBy(one => one.Id)
                .Select(one => LedgerEncoding.LeafOf(LedgerId.SaltOf(ClosingHarness.Secret, one.Id), one.Play)),
        ]).ToString()));
        harness.Files.Files.Keys.ShouldAllBe(name => name.StartsWith("ledger/2026-11/leaves/"));
    }

    [Fact]
    public async Task The_story_waits_for_what_was_decided_before_and_reads_only_then()
    {
        await using var harness = await ClosingHarness.OfAsync(LedgerSample.Plays(1, 10), shards: 2, ranges: 2);
        await harness.CloseAsync();
        harness.Called.ShouldBe(
        [
            "BeginClosing", "wait 10 min", "ScanPlays", "ScanPlays", "SealShard", "SealShard", "SumMarkets", "SumMarkets", "SumListeners", "SumListeners", "SealPeriod",
            "CountAdjustments", "CountAdjustments", "CountDays", "CountDays", "CountAdjustments", "CountAdjustments", "CompareCounters", "FinishClosing", "RemoveParts",
        ]);
    }

    [Fact]
    public void Plays_in_any_order_of_arrival_read_in_any_number_of_ranges_and_spilled_at_any_size_give_the_same_bytes() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => CompareAsync(seed).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(10));

    [Fact]
    public async Task Killed_after_any_write_and_begun_again_a_closing_leaves_the_same_bytes()
    {
        var plays = LedgerSample.Plays(3, 30);
        await using var whole = await ClosingHarness.OfAsync(plays, shards: 2, ranges: 2);
        await whole.CloseAsync();
        var (expected, writes) = (await whole.ResultAsync(), whole.Life.Writes);
        writes.ShouldBeGreaterThan(40);

        await Parallel.ForEachAsync(Enumerable.Range(1, writes), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (kill, _) =>
        {
            await using var harness = await ClosingHarness.OfAsync(plays, shards: 2, ranges: 2);
            harness.Life.DieAfter(kill);
            await Should.ThrowAsync<OperationCanceledException>(() => harness.CloseAsync(), $"after write {kill}");
            harness.Restart();
            var again = await harness.CloseAsync();
            again.Differences.ShouldBeEmpty();
            (await harness.ResultAsync()).ShouldBe(expected, $"after write {kill}");
            (await harness.Get<ClosedPeriods>().FindAsync("2026-11", default)).ShouldNotBeNull();
        });
    }

    [Fact]
    public async Task An_attempt_that_was_given_up_and_goes_on_beside_the_next_spoils_nothing()
    {
        var plays = LedgerSample.Plays(4, 60);
        await using var harness = await ClosingHarness.OfAsync(plays);
        await using var alone = await ClosingHarness.OfAsync(plays);
        await alone.CloseAsync();

        var plan = await harness.Get<ClosingBegin>().BeginAsync(new BeginInput("2026-11", "close-2026-11"), default);
        var inputs = plan.PlayRanges.Select(range => new ScanInput("2026-11", plan.Run, 4, range)).ToList();
        await Task.WhenAll(harness.CloseAsync(), Task.WhenAll(inputs.Select(input => harness.Get<LedgerScan>().ScanAsync(input, default))));
        (await harness.ResultAsync()).Where(one => !one.Key.Contains("/parts/")).ShouldBe(await alone.ResultAsync());
    }

    [Fact]
    public async Task Two_runs_at_once_end_in_the_same_bytes()
    {
        var plays = LedgerSample.Plays(4, 60);
        await using var harness = await ClosingHarness.OfAsync(plays);
        await using var alone = await ClosingHarness.OfAsync(plays);
        await alone.CloseAsync();
        await Task.WhenAll(harness.CloseAsync(), harness.CloseAsync("again"));
        (await harness.ResultAsync()).ShouldBe(await alone.ResultAsync());
    }

    [Fact]
    public async Task A_month_without_a_play_is_closed_too()
    {
        await using var harness = await ClosingHarness.OfAsync([], shards: 1);
        await harness.CloseAsync();
        var closed = (await harness.Get<ClosedPeriods>().FindAsync("2026-11", default)).ShouldNotBeNull();
        (closed.Documents, closed.Plays, closed.Markets.Count).ShouldBe((0, 0, 0));
        (await harness.Get<ClosedPeriods>().RootsAsync(closed, default)).Single().Root.ShouldBe(Merkle.Empty.ToString());
    }

    [Fact]
    public async Task Plays_of_other_months_are_not_in_it()
    {
        var plays = LedgerSample.Plays(5, 40);
        await using var harness = await ClosingHarness.OfAsync(plays.Concat(LedgerSample.Plays(6, 20).Select(one => one with { Play = one.Play with { Period = "2026-12" } })));
        (await harness.CloseAsync()).Plays.ShouldBe(40);
    }

    [Fact]
    public async Task A_closed_month_that_is_computed_again_is_the_same_and_nothing_is_written()
    {
        await using var harness = await ClosingHarness.OfAsync(LedgerSample.Plays(7, 50));
        var first = await harness.CloseAsync();
        var before = await harness.ResultAsync();
        var again = await harness.CloseAsync("check");
        again.ShouldSatisfyAllConditions(
            () => again.IsReplay.ShouldBeTrue(),
            () => again.Differences.ShouldBeEmpty(),
            () => again.Root.ShouldBe(first.Root));
        (await harness.ResultAsync()).ShouldBe(before);
        harness.Called.ShouldNotContain(call => call.StartsWith("wait"));
        harness.Log.ShouldContain(line => line.Event == 5302);
        harness.Log.ShouldNotContain(line => line.Event == 5303);
    }

    [Fact]
    public async Task A_ledger_that_was_changed_after_its_close_is_told_loudly_and_the_close_stands()
    {
        var plays = LedgerSample.Plays(7, 50);
        await using var harness = await ClosingHarness.OfAsync(plays);
        await harness.CloseAsync();
        var before = await harness.ResultAsync();
        await harness.StoreAsync([LedgerSample.Play(new Random(1), 1000)]);

        var again = await harness.CloseAsync("check");
        again.Differences.ShouldContain("document period:2026-11/summary");
        again.Differences.ShouldContain(difference => difference.StartsWith("file ledger/2026-11/leaves/"));
        (await harness.ResultAsync()).ShouldBe(before);
        harness.Log.ShouldContain(line => line.Event == 5303 && line.Text.Contains("2026-11"));
    }

    [Fact]
    public async Task A_result_that_was_tampered_with_is_told_by_a_replay()
    {
        await using var harness = await ClosingHarness.OfAsync(LedgerSample.Plays(7, 50));
        await harness.CloseAsync();
        harness.Files.Files["ledger/2026-11/leaves/0002"][5] ^= 1;
        var closed = (await harness.Get<ClosedPeriods>().FindAsync("2026-11", default))!;
        var totals = closed.Markets[0];
        await harness.Store.WriteAsync(
            DocumentContainer.Aggregates, ClosedScopes.Market("2026-11", totals.Market, totals.Product), DocumentOperation.Upsert(ClosedScopes.RowsId(0), new ClosedRowsDocument { Rows = [] }));
        (await harness.CloseAsync("check")).Differences.ShouldBe(
            ["file ledger/2026-11/leaves/0002", $"document closed:2026-11:{totals.Market}:{totals.Product}/rows:0000000"], ignoreOrder: true);
        await Should.ThrowAsync<InvalidDataException>(() => harness.Get<ClosedPeriods>().RowsAsync(closed, totals).ToListAsync().AsTask());
    }

    [Fact]
    public async Task A_month_that_was_closed_before_rows_told_adjustments_apart_is_read_and_computed_again_as_it_is()
    {
        await using var harness = await ClosingHarness.OfAsync(LedgerSample.Plays(7, 50));
        await harness.CloseAsync();
        var periods = harness.Get<ClosedPeriods>();
        var closed = (await periods.FindAsync("2026-11", default)).ShouldNotBeNull();
        closed.Version.ShouldBe(2);
        var old = new List<ListenerTotals>();
        foreach (var totals in closed.Listeners)
        {
            var rows = (await periods.ListenersAsync(closed, totals).ToListAsync())
                .GroupBy(row => row with { Plays = 0, Active = 0, AdjustmentOf = null })
                .Select(group => new { group.Key.Listener, group.Key.Market, group.Key.Product, group.Key.Track, group.Key.Isrc, group.Key.Label, Plays = group.Sum(row => row.Plays) })
                .Where(row => row.Plays != 0).Chunk(4).ToList();
            for (var chunk = 0; chunk < rows.Count; chunk++)
                await PutAsync(ClosedScopes.Listeners("2026-11", totals.Shard), ClosedScopes.RowsId(chunk), new { Type = "closed_listeners", V = 1, Rows = rows[chunk] });
            old.Add(totals with { Adjusts = null, Rows = rows.Sum(chunk => chunk.Length), Chunks = rows.Count });
        }

        var summary = System.Text.Json.JsonSerializer.SerializeToNode(closed with { Listeners = old }, DocumentJson.Options)!.AsObject();
        summary.Remove("version");
        await PutAsync(ClosedScopes.Period("2026-11"), ClosedScopes.SummaryId, new { Type = "closed_period", V = 1, Summary = summary });

        var read = (await periods.FindAsync("2026-11", default)).ShouldNotBeNull();
        read.Version.ShouldBe(1);
        foreach (var totals in read.Listeners)
            (await periods.ListenersAsync(read, totals).ToListAsync()).ShouldAllBe(row => row.Active == 0 && row.AdjustmentOf == null);
        (await harness.CloseAsync("check")).Differences.ShouldBeEmpty();

        async Task PutAsync(string scope, string id, object body) => await harness.Store.WriteAsync(DocumentContainer.Aggregates, scope, DocumentOperation.Upsert(id, body));
    }

    [Fact]
    public async Task Roots_are_computed_again_from_the_leaf_files_and_a_changed_leaf_is_found()
    {
        await using var harness = await ClosingHarness.OfAsync(LedgerSample.Plays(7, 50));
        await harness.CloseAsync();
        var (roots, closed) = (harness.Get<LedgerRoots>(), (await harness.Get<ClosedPeriods>().FindAsync("2026-11", default))!);
        LedgerRoots.FindFault(closed, await AllAsync()).ShouldBeNull();
        LedgerRoots.FindFault(closed with { Root = new string('0', 64) }, await AllAsync()).ShouldNotBeNull().ShouldContain("do not come to the root");
        LedgerRoots.FindFault(closed, (await AllAsync())[..3]).ShouldNotBeNull().ShouldContain("do not hold its 50 plays");

        harness.Files.Files["ledger/2026-11/leaves/0002"][63] ^= 1;
        LedgerRoots.FindFault(closed, await AllAsync()).ShouldBe("The leaves of shard 2 of 2026-11 do not come to its root.");
        harness.Files.Files.TryRemove("ledger/2026-11/leaves/0001", out _);
        LedgerRoots.FindFault(closed, await AllAsync()).ShouldNotBeNull().ShouldContain("Shard 1 of 2026-11");

        async Task<List<RecomputedRoot>> AllAsync()
        {
            var all = new List<RecomputedRoot>();
            for (var shard = 0; shard < 4; shard++)
                all.Add(await roots.RecomputeAsync(closed, shard, default));
            return all;
        }
    }

    [Fact]
    public async Task The_number_of_shards_is_that_of_the_beginning()
    {
        await using var harness = await ClosingHarness.OfAsync(LedgerSample.Plays(8, 20), shards: 8);
        await harness.Get<Periods>().BeginClosingAsync("2026-11", 2, default);
        await harness.CloseAsync();
        (await harness.Get<ClosedPeriods>().FindAsync("2026-11", default))!.Shards.ShouldBe(2);
    }

    [Fact]
    public async Task A_play_that_no_money_can_be_made_of_stops_the_closing_and_the_month_stays_unclosed()
    {
        var plays = LedgerSample.Plays(9, 20);
        await using var harness = await ClosingHarness.OfAsync(plays.Append(plays[0] with { Listener = "alice", Id = "1" }));
        (await Should.ThrowAsync<TaskFailedException>(() => harness.CloseAsync())).Message.ShouldContain("'1' is no play id");
        (await harness.Get<ClosedPeriods>().FindAsync("2026-11", default)).ShouldBeNull();
        harness.Files.Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_secret_is_made_once_however_many_ask()
    {
        await using var harness = new ClosingHarness();
        var secrets = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => harness.Get<PeriodSecrets>().EnsureAsync("2026-11", default))));
        secrets.ShouldAllBe(secret => secret.SequenceEqual(secrets[0]) && secret.Length == 32);
        (await harness.Get<PeriodSecrets>().EnsureAsync("2026-12", default)).ShouldNotBe(secrets[0]);
    }

    private static async Task CompareAsync(int seed)
    {
        var random = new Random(seed);
        var plays = LedgerSample.Plays(seed, random.Next(1, 80)).ToArray();
        await using var one = await ClosingHarness.OfAsync(plays, ranges: 1, limits: new ClosingLimits { RowsInDocument = 4 });
        await one.CloseAsync();
        random.Shuffle(plays);
        var limits = new ClosingLimits { Leaves = random.Next(1, 20), Rows = random.Next(1, 20), RunsAtOnce = random.Next(2, 5), RowsInDocument = 4 };
        await using var other = await ClosingHarness.OfAsync(plays, ranges: random.Next(2, 40), limits: limits);
        await other.CloseAsync();
        (await other.ResultAsync()).ShouldBe(await one.ResultAsync());
    }
}
