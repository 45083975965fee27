using Shouldly;
using Spotify.Functions.Telemetry;
using Xunit;

namespace Spotify.Functions.Tests.Telemetry;

public sealed class PlayExclusionsTests
{
    [Fact]
    public async Task An_excluded_play_is_in_the_ledger_with_its_reason_and_in_no_count()
    {
        await using var harness = new TelemetryHarness();
        var (pseudonym, play) = await PlayedAsync(harness);
        (await ExcludeAsync(harness, pseudonym, play)).ShouldBe(1);
        var excluded = (await harness.LedgerAsync("alice")).ShouldHaveSingleItem();
        (excluded.Counted, excluded.Excluded, excluded.Delta, excluded.Revision).ShouldBe((false, "REPEAT", 0, 2));
        (await harness.CountAsync(harness.Tracks[0])).ShouldBe(0);
        (await harness.DaysAsync(harness.Tracks[0])).Values.ShouldHaveSingleItem().Excluded.ShouldBe(new Dictionary<string, long> { ["REPEAT"] = 1 });

        (await harness.Process.Exclusions.RestoreAsync(pseudonym, [PlayReference.To(play)], CancellationToken.None)).ShouldBe(1);
        var back = (await harness.LedgerAsync("alice")).ShouldHaveSingleItem();
        (back.Counted, back.Excluded, back.Delta).ShouldBe((true, null, 1));
        (await harness.CountAsync(harness.Tracks[0])).ShouldBe(1);
        await harness.CountersShouldEqualLedgerAsync();
    }

    [Fact]
    public async Task Asking_again_changes_nothing_and_another_reason_replaces_the_first()
    {
        await using var harness = new TelemetryHarness();
        var (pseudonym, play) = await PlayedAsync(harness);
        for (var time = 0; time < 3; time++)
        {
            (await ExcludeAsync(harness, pseudonym, play)).ShouldBe(1);
            (await harness.LedgerAsync("alice")).ShouldHaveSingleItem().Revision.ShouldBe(2);
            harness.Restart();
        }

        (await ExcludeAsync(harness, pseudonym, play, "BURST")).ShouldBe(1);
        (await harness.LedgerAsync("alice")).ShouldHaveSingleItem().Excluded.ShouldBe("BURST");
        await harness.CountersShouldEqualLedgerAsync();
    }

    [Fact]
    public async Task What_comes_later_of_an_excluded_play_keeps_it_excluded()
    {
        await using var harness = new TelemetryHarness();
        var (pseudonym, play) = await PlayedAsync(harness);
        await ExcludeAsync(harness, pseudonym, play);
        await harness.DeliverAsync(Requests.LatePause("alice", harness.Tracks[0], "s1"));
        // Not heard: there is nothing to exclude now.
        (await harness.LedgerAsync("alice")).ShouldHaveSingleItem().Excluded.ShouldBeNull();
        (await harness.DaysAsync(harness.Tracks[0])).Values.ShouldHaveSingleItem().Excluded.ShouldBeEmpty();
        await harness.DeliverAsync(Requests.GoesOn("alice", harness.Tracks[0], "s1"));
        var play2 = (await harness.LedgerAsync("alice")).ShouldHaveSingleItem();
        (play2.Counted, play2.Excluded).ShouldBe((false, "REPEAT"));
        (await harness.CountAsync(harness.Tracks[0])).ShouldBe(0);
        await harness.CountersShouldEqualLedgerAsync();
    }

    [Fact]
    public async Task A_play_excluded_after_its_month_was_closed_is_taken_off_the_next_period()
    {
        await using var harness = new TelemetryHarness();
        var (pseudonym, play) = await PlayedAsync(harness, new DateTimeOffset(2026, 10, 30, 0, 0, 0, TimeSpan.Zero));
        await harness.CloseAsync("2026-10");
        await ExcludeAsync(harness, pseudonym, play);
        var off = (await harness.LedgerAsync("alice")).ShouldHaveSingleItem();
        (off.Delta, off.Excluded, off.AdjustmentOf).ShouldBe((-1, "REPEAT", "2026-10"));
        await harness.Process.Exclusions.RestoreAsync(pseudonym, [PlayReference.To(off)], CancellationToken.None);
        (await harness.LedgerAsync("alice")).ShouldHaveSingleItem().Delta.ShouldBe(0);
        await harness.CountersShouldEqualLedgerAsync();
    }

    [Fact]
    public async Task A_track_that_has_left_the_catalogue_is_no_hiding_place()
    {
        await using var harness = new TelemetryHarness();
        var (pseudonym, play) = await PlayedAsync(harness);
        harness.Catalog.Tracks.Remove(play.Track);
        (await ExcludeAsync(harness, pseudonym, play)).ShouldBe(1);
        (await harness.LedgerAsync("alice")).ShouldHaveSingleItem().Counted.ShouldBeFalse();
        (await harness.CountAsync(play.Track)).ShouldBe(0);
    }

    [Fact]
    public async Task A_play_that_nobody_knows_and_one_that_is_too_old_stay_as_they_are()
    {
        await using var harness = new TelemetryHarness();
        var (pseudonym, play) = await PlayedAsync(harness);
        var known = PlayReference.To(play);
        (await harness.Process.Exclusions.ExcludeAsync(pseudonym, [known with { StartId = 5 }, known with { Session = "another" }], "REPEAT", CancellationToken.None)).ShouldBe(0);
        (await harness.Process.Exclusions.ExcludeAsync("nobody", [known], "REPEAT", CancellationToken.None)).ShouldBe(0);
        harness.Time.Advance(SessionWork.TimeToLive);
        (await ExcludeAsync(harness, pseudonym, play)).ShouldBe(0);
        (await harness.LedgerAsync("alice")).ShouldHaveSingleItem().Revision.ShouldBe(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("repeat")]
    [InlineData("_REPEAT")]
    [InlineData("TWO WORDS")]
    public async Task What_is_no_reason_is_refused(string reason)
    {
        await using var harness = new TelemetryHarness();
        await Should.ThrowAsync<ArgumentException>(() => harness.Process.Exclusions.ExcludeAsync("someone", [], reason, CancellationToken.None));
    }

    [Fact]
    public async Task An_exclusion_killed_after_any_write_is_finished_by_the_next_try()
    {
        for (var after = 0; ; after++)
        {
            await using var harness = new TelemetryHarness();
            await harness.DeliverAsync(Enumerable.Range(0, 6).SelectMany(i => Requests.Play("alice", harness.Tracks[i % 2], $"s{i / 2}", from: TelemetryHarness.Now.AddHours(-i - 1))));
            var pseudonym = await harness.PseudonymAsync("alice");
            PlayReference[] plays = [.. (await harness.LedgerAsync("alice")).Take(4).Select(PlayReference.To)];
            harness.Restart();
            harness.Store.CrashAfter = after;
            var killed = false;
            try
            {
                await harness.Process.Exclusions.ExcludeAsync(pseudonym, plays, "REPEAT", CancellationToken.None);
            }
            catch (OperationCanceledException)
            {
                killed = true;
                harness.Restart();
                (await harness.Process.Exclusions.ExcludeAsync(pseudonym, plays, "REPEAT", CancellationToken.None)).ShouldBe(4);
            }

            (await harness.LedgerAsync("alice")).Count(play => play.Excluded == "REPEAT").ShouldBe(4);
            await harness.CountersShouldEqualLedgerAsync();
            if (!killed)
                return;
            after.ShouldBeLessThan(100);
        }
    }

    private static Task<int> ExcludeAsync(TelemetryHarness harness, string pseudonym, PlayDocument play, string reason = "REPEAT") =>
        harness.Process.Exclusions.ExcludeAsync(pseudonym, [PlayReference.To(play)], reason, CancellationToken.None);

    private static async Task<(string Pseudonym, PlayDocument Play)> PlayedAsync(TelemetryHarness harness, DateTimeOffset? from = null)
    {
        await harness.DeliverAsync(Requests.Play("alice", harness.Tracks[0], "s1", from: from));
        return (await harness.PseudonymAsync("alice"), (await harness.AllPlaysAsync()).ShouldHaveSingleItem().Play);
    }
}
