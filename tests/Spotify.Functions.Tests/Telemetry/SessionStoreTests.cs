using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Playback;
using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Telemetry;
using Xunit;

namespace Spotify.Functions.Tests.Telemetry;

public sealed class SessionStoreTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_comes_first_stores_a_session_and_the_other_finds_nothing_new(bool ledgerFirst)
    {
        await using var harness = new TelemetryHarness();
        byte[][] bodies = [.. Requests.Play("alice", harness.Tracks[0], "s1")];
        if (ledgerFirst)
            await harness.DeliverAsync(bodies);
        var merged = await MergeAsync(harness, bodies);
        await harness.DeliverAsync(bodies);
        await harness.DeliverAsync(bodies);

        var session = merged.Sessions.ShouldHaveSingleItem();
        session.IsChanged.ShouldBe(!ledgerFirst);
        (session.UserId, session.DeviceId, session.Session).ShouldBe(("alice", "d1", "s1"));
        session.Plays.ShouldHaveSingleItem().ListenedMs.ShouldBe(40_000);
        merged.Tracks[session.Plays[0].Track]!.LabelId.ShouldBe("label-a");
        (await harness.CountAsync(harness.Tracks[0])).ShouldBe(1);
        (await harness.LedgerAsync("alice")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_session_that_another_process_always_stores_first_does_not_repeat_its_old_decisions_for_ever()
    {
        await using var harness = new TelemetryHarness();
        var taste = harness.NewProcess();
        for (var play = 0; play < 60; play++)
        {
            byte[][] bodies = [.. Requests.Play("alice", harness.Tracks[play % 3], "s1", from: TelemetryHarness.Now.AddHours(-60 + play))];
            await taste.Sessions.MergeAsync([.. bodies.Select(body => EventBatch.TryRead(body)!)], CancellationToken.None);
            await harness.DeliverAsync(bodies);
        }

        var stored = await harness.Store.ReadAsync<SessionDocument>(
            DocumentContainer.Plays, new PartitionKeyValue(await harness.PseudonymAsync("alice"), SessionDocument.PartitionMonth), SessionDocument.IdOf(await harness.SessionIdAsync("alice", "s1")));
        SessionLogCodec.TryRead(stored!.Value.Data)!.Marks.Count(mark => mark.IsPending).ShouldBeLessThan(20);
        await harness.CountersShouldEqualLedgerAsync();
        (await harness.LedgerAsync("alice")).Count.ShouldBe(60);
    }

    [Fact]
    public async Task One_name_on_two_devices_is_two_sessions()
    {
        await using var harness = new TelemetryHarness();
        // Played at the same time: in one session the second start would end the first play.
        await harness.DeliverAsync(Requests.Play("alice", harness.Tracks[0], "s", device: "d1").Concat(Requests.Play("alice", harness.Tracks[1], "s", device: "d2", from: TelemetryHarness.Now.AddMinutes(-10).AddSeconds(5))));
        var plays = await harness.LedgerAsync("alice");
        plays.Select(play => play.Track).Order().ShouldBe(harness.Tracks.Take(2).Order());
        plays.Select(play => play.DeviceKey).Distinct().Count().ShouldBe(2);
        plays.Select(play => play.Session).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task The_store_names_neither_listener_nor_device_nor_session()
    {
        await using var harness = new TelemetryHarness();
        await harness.DeliverAsync(Requests.Play("alice-in-person", harness.Tracks[0], "session-in-person", device: "device-in-person"));
        foreach (var container in (DocumentContainer[])[DocumentContainer.Plays, DocumentContainer.Aggregates])
        {
            foreach (var range in await harness.Store.GetScanRangesAsync(container, 1))
            {
                await foreach (var one in harness.Store.ScanAsync<System.Text.Json.JsonElement>(container, range))
                {
                    var data = one.Value.TryGetProperty("data", out var bytes) ? System.Text.Encoding.Latin1.GetString(bytes.GetBytesFromBase64()) : "";
                    $"{one.Partition} {one.Id} {one.Value} {data}".ShouldNotContain("-in-person");
                }
            }
        }
    }

    [Fact]
    public async Task Events_of_an_erased_listener_are_passed_over_by_name_and_his_plays_stay()
    {
        await using var harness = new TelemetryHarness();
        await harness.DeliverAsync(Requests.Play("alice", harness.Tracks[0], "s1"));
        await harness.Process.Listeners.EraseAsync("alice", CancellationToken.None);
        await harness.DeliverAsync(Requests.Play("alice", harness.Tracks[0], "s2").Concat(Requests.Play("bob", harness.Tracks[1], "s1")));
        harness.Ignored("erased_listener").ShouldBe(2);
        (await harness.AllPlaysAsync()).Count.ShouldBe(2);
        (await harness.CountAsync(harness.Tracks[0])).ShouldBe(1);
        (await harness.PoisonCountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_listener_whose_key_cannot_be_read_is_parked_and_holds_up_nobody()
    {
        await using var harness = new TelemetryHarness();
        await harness.Store.WriteAsync(DocumentContainer.Users, "alice", DocumentOperation.Create("listener-key", new { key = 5 }));
        await harness.DeliverAsync(Requests.Play("alice", harness.Tracks[0], "s1").Concat(Requests.Play("bob", harness.Tracks[1], "s1")));
        (await harness.PoisonAsync()).ShouldHaveSingleItem().UserId.ShouldBe("alice");
        (await harness.LedgerAsync("bob")).ShouldHaveSingleItem();
        harness.Ignored("erased_listener").ShouldBe(0);
    }

    [Fact]
    public async Task A_batch_so_old_that_what_was_counted_of_it_may_be_forgotten_is_parked()
    {
        await using var harness = new TelemetryHarness();
        byte[][] bodies = [.. Requests.Play("alice", harness.Tracks[0], "s1")];
        harness.Time.Advance(SessionStore.MaxAge + TimeSpan.FromSeconds(1));
        await harness.DeliverAsync(bodies);
        (await harness.AllPlaysAsync()).ShouldBeEmpty();
        (await harness.PoisonAsync()).ShouldHaveSingleItem().Body.ShouldBe(bodies[0]);
    }

    [Fact]
    public async Task A_play_is_recorded_with_market_product_network_device_version_and_the_window_that_permitted_it()
    {
        await using var harness = new TelemetryHarness();
        var until = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var release = harness.Catalog.Tracks[harness.Tracks[0]];
        harness.Catalog.Tracks[harness.Tracks[0]] = release with
        {
            Track = release.Track with
            {
                Rights =
                [
                    new RightsGrant { Markets = ["NO"], Tiers = ["premium"], Uses = ["stream"], From = TelemetryHarness.Now.AddDays(-5), Until = until },
                    new RightsGrant { Markets = ["*"], Tiers = ["free"], Uses = ["stream"], From = TelemetryHarness.Now.AddDays(-9) },
                ],
            },
        };
        await harness.DeliverAsync(Requests.Play("alice", harness.Tracks[0], "s1", market: "NO", tier: Tier.Student).Concat(Requests.Play("bob", harness.Tracks[0], "s1", market: "SE")));
        var play = (await harness.LedgerAsync("alice")).ShouldHaveSingleItem();
        play.ShouldSatisfyAllConditions(
            () => (play.Market, play.Tier, play.AppVersion, play.NetworkKey, play.Device).ShouldBe(("NO", Tier.Student, "8.9.1", "0000000000abcdef", "phone")),
            () => (play.RightsFrom, play.RightsUntil, play.Licensed).ShouldBe((TelemetryHarness.Now.AddDays(-5), until, true)),
            () => play.Artists.ShouldBe(release.Track.Artists.Select(artist => artist.Id)),
            () => play.ListenerSince.ShouldBe(TelemetryHarness.Now),
            () => (play.Delta, play.Period, play.AdjustmentOf, play.V).ShouldBe((1, "2026-11", null, 2)));
        var unlicensed = (await harness.LedgerAsync("bob")).ShouldHaveSingleItem();
        (unlicensed.Licensed, unlicensed.RightsFrom, unlicensed.Counted).ShouldBe((false, null, true));
        (await harness.DaysAsync(harness.Tracks[0])).ShouldHaveSingleItem().Value.Counts.SelectMany(market => market.Value.Select(product => (market.Key, product.Key, product.Value))).Order()
            .ShouldBe([("NO", "student", 1L), ("SE", "premium", 1L)]);
    }

    [Fact]
    public async Task Two_consumers_of_one_process_do_not_refuse_one_another()
    {
        await using var harness = new TelemetryHarness();
        var random = new Random(5);
        var listeners = Enumerable.Range(0, 4).Select(i => new SimulatedListener($"user-{i}", random, harness.Tracks, TelemetryHarness.Now.AddHours(-4), 20)).ToList();
        EventBatch[] log = [.. listeners.SelectMany(listener => listener.Deliveries(TelemetryHarness.Now)).Select(body => EventBatch.TryRead(body)!)];
        harness.Store.BeforeWrite = async () => await Task.Yield();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(consumer => Task.Run(async () =>
        {
            foreach (var batch in log.Chunk(3 + consumer))
                await harness.Process.Sessions.MergeAsync(batch, CancellationToken.None);
        })));
        harness.Store.Refused(DocumentContainer.Plays).ShouldBe(0);
    }

    [Fact]
    public void Any_order_any_repeats_and_any_cut_lead_to_the_same_ledger_and_counts() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        SameHoweverItArrivesAsync(new Random(seed)).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(Spotify.TestSupport.TestScale.Of(12, 100)));

    private static async Task SameHoweverItArrivesAsync(Random random)
    {
        await using var harness = new TelemetryHarness();
        var seed = random.Next();
        SimulatedListener NewListener() => new("alice", new Random(seed), harness.Tracks, TelemetryHarness.Now.AddDays(-25), 10);
        var log = NewListener().Deliveries(TelemetryHarness.Now).ToArray();
        random.Shuffle(log);
        foreach (var batch in log.Concat(log.Where(_ => random.Next(4) == 0)).Chunk(random.Next(1, 6)))
        {
            await harness.DeliverAsync(batch);
            if (random.Next(4) == 0)
                harness.Restart();
        }

        await harness.ShouldEqualTruthAsync([NewListener()]);
        await using var atOnce = new TelemetryHarness();
        await atOnce.DeliverAsync(NewListener().Deliveries(TelemetryHarness.Now));
        (await RowsAsync(harness)).ShouldBe(await RowsAsync(atOnce));
    }

    /// <summary>What pay reads of a play: the same to the millisecond however it arrived.</summary>
    private static async Task<List<string>> RowsAsync(TelemetryHarness harness) =>
        [.. (await harness.AllPlaysAsync()).Where(one => one.Play.Counted)
            .Select(one => $"{one.Play.StartedAt:O} {one.Play.Track} {one.Play.ListenedMs} {one.Play.Delta} {one.Play.Period} {one.Play.Market} {one.Play.Tier}").Order(StringComparer.Ordinal)];

    private static Task<MergedSessions> MergeAsync(TelemetryHarness harness, byte[][] bodies) =>
        harness.Process.Sessions.MergeAsync([.. bodies.Select(body => EventBatch.TryRead(body)!)], CancellationToken.None);
}
