using Shouldly;
using Spotify.Core;
using Spotify.Functions.Telemetry;
using Xunit;

namespace Spotify.Functions.Tests.Telemetry;

public sealed class PeriodTests
{
    private static readonly DateTimeOffset October = new(2026, 10, 31, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_play_that_arrives_after_its_month_was_closed_is_an_adjustment_in_the_next()
    {
        await using var harness = new TelemetryHarness();
        await harness.DeliverAsync(Requests.Play("alice", harness.Tracks[0], "s1", from: October));
        var held = await harness.CloseAsync("2026-10");
        await harness.DeliverAsync(Requests.Play("alice", harness.Tracks[1], "s2", from: October));

        var late = (await harness.LedgerAsync("alice")).ShouldHaveSingleItem();
        late.ShouldSatisfyAllConditions(
            () => late.Track.ShouldBe(harness.Tracks[1]),
            () => (late.Delta, late.Period, late.AdjustmentOf).ShouldBe((1, "2026-11", "2026-10")),
            () => late.StartedAt.ShouldBe(October));
        (await harness.PeriodAsync("2026-10")).ShouldBe(held, Same);
        // The day is the one of the start, whoever pays it.
        (await harness.DaysAsync(harness.Tracks[1])).Keys.ShouldBe(["day:2026-10-31"]);
        await harness.CountersShouldEqualLedgerAsync();
    }

    [Fact]
    public async Task A_play_taken_back_after_the_close_is_taken_off_the_next_period_and_nothing_when_it_comes_back()
    {
        await using var harness = new TelemetryHarness();
        var track = harness.Tracks[0];
        await harness.DeliverAsync(Requests.Play("alice", track, "s1", from: October));
        var held = await harness.CloseAsync("2026-10");
        var release = harness.Catalog.Tracks[track];
        // What is later in the catalogue, and under which plan the listener goes on, has nothing to do with it.
        harness.Catalog.Tracks[track] = release with { Track = release.Track with { LabelId = "another label", Isrc = "XX0000000000", Rights = [] } };

        await harness.DeliverAsync(Requests.LatePause("alice", track, "s1", October));
        var taken = (await harness.LedgerAsync("alice")).ShouldHaveSingleItem();
        (taken.Counted, taken.Delta, taken.Revision, taken.AdjustmentOf, taken.Label, taken.Isrc, taken.Licensed).ShouldBe((false, -1, 2, "2026-10", "label-a", "SEABC2600001", true));
        (await harness.CountAsync(track)).ShouldBe(0);

        await harness.DeliverAsync(Requests.GoesOn("alice", track, "s1", October));
        var back = (await harness.LedgerAsync("alice")).ShouldHaveSingleItem();
        (back.Counted, back.Delta, back.Revision).ShouldBe((true, 0, 3));
        (await harness.CountAsync(track)).ShouldBe(1);
        (await harness.PeriodAsync("2026-10")).ShouldBe(held, Same);
        await harness.CountersShouldEqualLedgerAsync();
    }

    [Fact]
    public async Task A_play_that_changes_after_each_of_many_closings_is_paid_once_in_all()
    {
        await using var harness = new TelemetryHarness();
        var track = harness.Tracks[0];
        await harness.DeliverAsync(Requests.Play("alice", track, "s1", from: October));
        await harness.CloseAsync("2026-10");
        await harness.DeliverAsync(Requests.LatePause("alice", track, "s1", October));
        await harness.CloseAsync("2026-11");
        await harness.DeliverAsync(Requests.GoesOn("alice", track, "s1", October));
        (await harness.AllPlaysAsync()).OrderBy(one => one.Play.Period).Select(one => (one.Play.Period, one.Play.Delta, one.Play.Label)).ShouldBe(
            [("2026-10", 1, "label-a"), ("2026-11", -1, "label-a"), ("2026-12", 1, "label-a")]);
        await harness.CountersShouldEqualLedgerAsync();
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public async Task A_decision_under_way_when_its_period_closes_goes_to_the_next_one_unless_it_got_there(int writes, bool gotThere)
    {
        await using var harness = new TelemetryHarness();
        var bodies = Requests.Play("alice", harness.Tracks[0], "s1", from: October).ToList();
        // The listener's key, the session, the ledger: killed before or after the last of these.
        harness.Store.CrashAfter = writes;
        await Should.ThrowAsync<OperationCanceledException>(() => harness.DeliverAsync(bodies));
        harness.Restart();
        await harness.Process.Periods.BeginClosingAsync("2026-10", 1, CancellationToken.None);

        if (gotThere)
        {
            await harness.DeliverAsync(bodies);
        }
        else
        {
            // Whoever was writing before may be writing still.
            await Should.ThrowAsync<TransientException>(() => harness.DeliverAsync(bodies));
            harness.Time.Advance(Periods.WritersGone - TimeSpan.FromSeconds(1));
            await Should.ThrowAsync<TransientException>(() => harness.DeliverAsync(bodies));
            harness.Time.Advance(TimeSpan.FromSeconds(1));
            await harness.DeliverAsync(bodies);
        }

        var play = (await harness.AllPlaysAsync()).ShouldHaveSingleItem().Play;
        (play.Period, play.Delta, play.AdjustmentOf).ShouldBe(gotThere ? ("2026-10", 1, null) : ("2026-11", 1, "2026-10"));
        (await harness.CountAsync(harness.Tracks[0])).ShouldBe(1);
        await harness.CountersShouldEqualLedgerAsync();
    }

    [Fact]
    public async Task A_batch_that_takes_longer_than_its_patience_gives_up_before_a_closing_reads()
    {
        await using var harness = new TelemetryHarness();
        var bodies = Requests.Play("alice", harness.Tracks[0], "s1", from: October).ToList();
        var writes = 0;
        harness.Store.BeforeWrite = () =>
        {
            // The store hangs once the session is stored.
            if (writes++ == 2)
                harness.Time.Advance(Periods.PatienceOfWriters);
            return Task.CompletedTask;
        };
        await Should.ThrowAsync<TransientException>(() => harness.DeliverAsync(bodies));
        harness.Store.BeforeWrite = () => Task.CompletedTask;
        await harness.DeliverAsync(bodies);
        (await harness.AllPlaysAsync()).ShouldHaveSingleItem();
        await harness.CountersShouldEqualLedgerAsync();
    }

    [Fact]
    public async Task A_period_is_closed_once_and_keeps_what_was_said_first()
    {
        await using var harness = new TelemetryHarness();
        var periods = harness.Process.Periods;
        (await periods.ReadAsync(CancellationToken.None)).ShouldBeEmpty();
        var first = await periods.BeginClosingAsync("2026-10", 16, CancellationToken.None);
        harness.Time.Advance(TimeSpan.FromHours(1));
        (await periods.BeginClosingAsync("2026-10", 4, CancellationToken.None)).ShouldBe(first);
        (await periods.ReadAsync(CancellationToken.None))["2026-10"].ShouldBe(new PeriodState(PeriodStage.Closing, TelemetryHarness.Now));
        await periods.MarkClosedAsync("2026-10", CancellationToken.None);
        await periods.MarkClosedAsync("2026-10", CancellationToken.None);
        (await periods.ReadAsync(CancellationToken.None))["2026-10"].Stage.ShouldBe(PeriodStage.Closed);
        (await periods.BeginClosingAsync("2026-10", 4, CancellationToken.None)).State.ShouldBe(PeriodStage.Closed);
        await Should.ThrowAsync<InvalidOperationException>(() => periods.MarkClosedAsync("2026-11", CancellationToken.None));
    }

    [Theory]
    [InlineData("2026-13")]
    [InlineData("2026-1")]
    [InlineData("october")]
    [InlineData("")]
    public async Task What_is_no_period_is_refused(string text)
    {
        await using var harness = new TelemetryHarness();
        await Should.ThrowAsync<ArgumentException>(() => harness.Process.Periods.BeginClosingAsync(text, 1, CancellationToken.None));
    }

    // Record equality would compare lists by reference.
    private static readonly IEqualityComparer<(string Id, PlayDocument Play)> Same = EqualityComparer<(string Id, PlayDocument Play)>.Create(
        (left, right) => left.Id == right.Id && left.Play with { Artists = null } == right.Play with { Artists = null });
}
