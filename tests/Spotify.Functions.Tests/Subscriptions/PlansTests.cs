using Shouldly;
using Spotify.Core;
using Spotify.Core.Playback;
using Spotify.Core.Subscriptions;
using Spotify.Functions.Subscriptions;
using Xunit;

namespace Spotify.Functions.Tests.Subscriptions;

public sealed class PlansTests : IDisposable
{
    private readonly PlanHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task Whoever_never_had_a_plan_is_free_in_the_accounts_country_and_may_have_a_trial() =>
        (await _harness.Plans.GetAsync("nobody")).ShouldBe(new PlanInfo(Tier.Free, "SE", default) { IsTrialAvailable = true });

    [Fact]
    public async Task A_payment_gives_a_plan_and_every_token_that_is_out_hears_of_it()
    {
        await _harness.ApplyAsync("u1", PlanEventType.Paid, Tier.Premium);
        (await _harness.Plans.GetAsync("u1")).ShouldSatisfyAllConditions(
            plan => plan.Tier.ShouldBe(Tier.Premium),
            plan => plan.Status.ShouldBe(PlanStatus.Active),
            plan => plan.PaidThrough.ShouldBe(_harness.Time.GetUtcNow().AddMonths(1)));
        _harness.Heard("u1").ShouldBe(Tier.Premium);
    }

    [Fact]
    public async Task An_event_that_comes_twice_changes_and_announces_nothing_more()
    {
        await _harness.ApplyAsync("u1", PlanEventType.Paid, Tier.Premium, id: "e1");
        var writes = _harness.Store.Writes;
        (await _harness.ApplyAsync("u1", PlanEventType.Paid, Tier.Premium, id: "e1")).ShouldBe(PlanEventOutcome.Duplicate);
        _harness.Store.Writes.ShouldBe(writes);
    }

    [Fact]
    public async Task A_renewal_changes_no_tier_and_announces_nothing()
    {
        await _harness.ApplyAsync("u1", PlanEventType.Paid, Tier.Premium);
        var announced = await _harness.CountAsync("account-changes");
        _harness.Time.Advance(TimeSpan.FromHours(1));
        await _harness.ApplyAsync("u1", PlanEventType.Paid, Tier.Premium);
        (await _harness.CountAsync("account-changes")).ShouldBe(announced);
    }

    [Fact]
    public async Task A_trial_that_ends_by_itself_is_heard_of_within_a_minute()
    {
        await _harness.ApplyAsync("u1", PlanEventType.Started, Tier.Trial, until: _harness.Time.GetUtcNow().AddDays(14).AddSeconds(7));
        await _harness.Settlement.RunAsync(CancellationToken.None);
        _harness.Heard("u1").ShouldBe(Tier.Trial);
        await _harness.PassAsync(TimeSpan.FromDays(14));
        (await RunsOfAMinute()).ShouldBeGreaterThan(0);
        _harness.Heard("u1").ShouldBe(Tier.Free);
        (await RunsOfAMinute()).ShouldBe(0, "what is done is not done again");
    }

    [Fact]
    public async Task Grace_and_cancellation_end_by_themselves_too()
    {
        await _harness.ApplyAsync("late", PlanEventType.Paid, Tier.Premium);
        await _harness.ApplyAsync("leaving", PlanEventType.Paid, Tier.Premium);
        await _harness.ApplyAsync("leaving", PlanEventType.Cancelled);
        await _harness.Settlement.RunAsync(CancellationToken.None);
        await _harness.PassAsync(TimeSpan.FromDays(30));
        await _harness.Settlement.RunAsync(CancellationToken.None);
        (_harness.Heard("late"), _harness.Heard("leaving"), (await _harness.Plans.GetAsync("late")).Status).ShouldBe((Tier.Free, Tier.Free, PlanStatus.Grace));
        (await _harness.TierAsync("late"), await _harness.TierAsync("leaving")).ShouldBe((Tier.Premium, Tier.Free));
        await _harness.PassAsync(TimeSpan.FromDays(7));
        await _harness.Settlement.RunAsync(CancellationToken.None);
        (await _harness.TierAsync("late")).ShouldBe(Tier.Free);
        (await Announced("late")).ShouldBe(Tier.Free);
    }

    [Fact]
    public async Task A_payment_that_comes_before_the_plan_ends_moves_the_end()
    {
        await _harness.ApplyAsync("u1", PlanEventType.Paid, Tier.Premium);
        await _harness.PassAsync(TimeSpan.FromDays(33));
        await _harness.ApplyAsync("u1", PlanEventType.Paid, Tier.Premium);
        await _harness.PassAsync(TimeSpan.FromDays(4));
        await _harness.Settlement.RunAsync(CancellationToken.None);
        (await Announced("u1")).ShouldBe(Tier.Premium);
    }

    [Fact]
    public async Task Whoever_dies_anywhere_on_the_way_leaves_something_that_the_next_run_finishes()
    {
        await _harness.ApplyAsync("before", PlanEventType.Paid, Tier.Premium);
        var whole = _harness.Store.Writes;
        for (var left = 0; left < whole; left++)
        {
            var user = $"u{left}";
            _harness.Store.WritesLeft = left;
            await Should.ThrowAsync<TransientException>(() => _harness.ApplyAsync(user, PlanEventType.Paid, Tier.Premium));
            _harness.Store.WritesLeft = int.MaxValue;
            var isStored = await _harness.TierAsync(user) == Tier.Premium;
            await _harness.Settlement.RunAsync(CancellationToken.None);
            _harness.Heard(user).ShouldBe(isStored ? Tier.Premium : Tier.Free, $"after {left} writes");
            // The sender repeats what nobody acknowledged.
            await _harness.ApplyAsync(user, PlanEventType.Paid, Tier.Premium);
            _harness.Heard(user).ShouldBe(Tier.Premium);
        }
    }

    [Fact]
    public async Task A_plan_that_cannot_be_read_keeps_no_other_from_being_settled_and_comes_up_again()
    {
        await _harness.ApplyAsync("good", PlanEventType.Started, Tier.Trial, until: _harness.Time.GetUtcNow().AddMinutes(10));
        await _harness.Store.WriteAsync(Functions.Platform.Documents.DocumentContainer.Users, "bad", Functions.Platform.Documents.DocumentOperation.Create(PlanDocument.Id, new { history = 5 }));
        await _harness.Reminders.LeaveAsync("bad", _harness.Time.GetUtcNow().AddMinutes(10), CancellationToken.None);
        _harness.Time.Advance(TimeSpan.FromMinutes(10));
        (await _harness.Settlement.RunAsync(CancellationToken.None)).ShouldBeGreaterThanOrEqualTo(2);
        (await Announced("good")).ShouldBe(Tier.Free);
        _harness.Time.Advance(TimeSpan.FromMinutes(1));
        (await _harness.Settlement.RunAsync(CancellationToken.None)).ShouldBe(1);
    }

    [Fact]
    public async Task A_day_in_which_nobody_looked_is_caught_up()
    {
        await _harness.ApplyAsync("u1", PlanEventType.Started, Tier.Trial, until: _harness.Time.GetUtcNow().AddHours(9));
        await _harness.Settlement.RunAsync(CancellationToken.None);
        _harness.Time.Advance(TimeSpan.FromDays(1));
        for (var i = 0; i < 3; i++)
            await _harness.Settlement.RunAsync(CancellationToken.None);
        (await Announced("u1")).ShouldBe(Tier.Free);
    }

    [Fact]
    public async Task Nobody_sees_anybody_elses_plan()
    {
        await _harness.ApplyAsync("u1", PlanEventType.Paid, Tier.Premium);
        (await _harness.TierAsync("u2")).ShouldBe(Tier.Free);
        _harness.Heard("u2").ShouldBe(Tier.Free);
    }

    private async Task<Tier?> Announced(string user) => (await _harness.Keeper.ReadAsync(user, CancellationToken.None))!.Value.AnnouncedTier;

    private async Task<int> RunsOfAMinute()
    {
        var done = 0;
        for (var i = 0; i < 3; i++)
        {
            _harness.Time.Advance(TimeSpan.FromSeconds(20));
            done += await _harness.Settlement.RunAsync(CancellationToken.None);
        }

        return done;
    }
}
