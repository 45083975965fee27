using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Playback;
using Spotify.Core.Subscriptions;
using Xunit;
using static Spotify.Core.Subscriptions.PlanEventType;
using static Spotify.Core.Tests.Subscriptions.PlanStories;

namespace Spotify.Core.Tests.Subscriptions;

public sealed class PlanHistoryTests
{
    [Fact]
    public void Whoever_never_had_a_plan_is_free() => new PlanHistory().TierAt(Start).ShouldBe(Tier.Free);

    [Fact]
    public void A_month_that_is_paid_goes_on_for_the_grace_and_no_longer() =>
        History(Event(Started, 0, Tier.Premium), Event(Paid, 0, Tier.Premium)).TiersOn(-1, 0, 30.9, 31, 37.9, 38)
            .ShouldBe([Tier.Free, Tier.Premium, Tier.Premium, Tier.Premium, Tier.Premium, Tier.Free]);

    [Fact]
    public void A_late_payment_within_the_grace_goes_on_from_where_the_last_one_ended() =>
        History(Event(Paid, 0, Tier.Premium), Event(Paid, 36, Tier.Premium)).StateAt(Day(40)).PaidThrough.ShouldBe(Start.AddMonths(2));

    [Fact]
    public void A_payment_after_the_end_begins_anew() =>
        History(Event(Paid, 0, Tier.Premium), Event(Paid, 60, Tier.Premium)).TiersOn(50, 60, 90).ShouldBe([Tier.Free, Tier.Premium, Tier.Premium]);

    [Fact]
    public void Who_pays_has_a_plan_whether_or_not_its_beginning_is_told() =>
        History(Event(Paid, 0, Tier.Family)).TierAt(Day(1)).ShouldBe(Tier.Family);

    [Fact]
    public void A_plan_that_nobody_pays_ends_with_its_grace() => History(Event(Started, 0, Tier.Premium)).TiersOn(6.9, 7).ShouldBe([Tier.Premium, Tier.Free]);

    [Fact]
    public void A_cancelled_plan_goes_on_to_the_end_of_what_is_paid_and_has_no_grace()
    {
        var history = History(Event(Paid, 0, Tier.Premium), Event(Cancelled, 10));
        history.TiersOn(30.9, 31).ShouldBe([Tier.Premium, Tier.Free]);
        history.StateAt(Day(11)).EndsAt.ShouldBe(Start.AddMonths(1));
    }

    [Fact]
    public void A_cancellation_may_say_that_it_ends_now() => History(Event(Paid, 0, Tier.Premium), Event(Cancelled, 10, until: 10)).TierAt(Day(10)).ShouldBe(Tier.Free);

    [Fact]
    public void A_cancelled_plan_that_is_taken_up_again_keeps_what_is_paid()
    {
        var history = History(Event(Paid, 0, Tier.Premium), Event(Cancelled, 10), Event(Started, 20, Tier.Premium));
        history.StateAt(Day(21)).PaidThrough.ShouldBe(Start.AddMonths(1));
        history.TiersOn(37.9, 38).ShouldBe([Tier.Premium, Tier.Free]);
    }

    [Fact]
    public void A_student_whose_verification_ends_has_premium_for_what_is_paid_and_then_nothing()
    {
        var history = History(Event(StudentVerified, 0, until: 20), Event(Paid, 1, Tier.Student));
        history.TiersOn(2, 19.9, 20, 31.9, 32.1).ShouldBe([Tier.Student, Tier.Student, Tier.Premium, Tier.Premium, Tier.Free]);
    }

    [Fact]
    public void A_student_is_verified_for_a_year_where_nobody_says_how_long() =>
        History(Event(StudentVerified, 0)).StateAt(Day(1)).StudentUntil.ShouldBe(Start.AddYears(1));

    [Fact]
    public void A_new_verification_makes_a_student_again() =>
        History(Event(StudentVerified, 0, until: 20), Event(Paid, 1, Tier.Student), Event(StudentVerified, 25, until: 300)).TierAt(Day(26)).ShouldBe(Tier.Student);

    [Fact]
    public void A_trial_ends_at_its_date_without_any_grace() =>
        History(Event(Started, 0, Tier.Trial, until: 14)).TiersOn(0, 13.9, 14).ShouldBe([Tier.Trial, Tier.Trial, Tier.Free]);

    [Fact]
    public void A_trial_without_a_date_lasts_thirty_days_and_none_longer_than_ninety_two()
    {
        History(Event(Started, 0, Tier.Trial)).StateAt(Start).TrialEnds.ShouldBe(Day(30));
        History(Event(Started, 0, Tier.Trial, until: 3000)).StateAt(Start).TrialEnds.ShouldBe(Day(92));
    }

    [Fact]
    public void An_account_has_one_trial_in_its_life() =>
        History(Event(Started, 0, Tier.Trial, until: 14), Event(Started, 100, Tier.Trial, until: 114)).TierAt(Day(101)).ShouldBe(Tier.Free);

    [Fact]
    public void A_trial_whose_payment_instrument_had_one_is_none_and_leaves_the_account_its_own()
    {
        var history = History(Event(Started, 0, Tier.Trial, refused: true));
        history.TierAt(Day(1)).ShouldBe(Tier.Free);
        history.StateAt(Day(1)).IsTrialUsed.ShouldBeFalse();
    }

    [Fact]
    public void A_trial_that_becomes_a_plan_keeps_its_days() =>
        History(Event(Started, 0, Tier.Trial, until: 14), Event(Started, 5, Tier.Premium), Event(Paid, 5, Tier.Premium)).StateAt(Day(6)).PaidThrough.ShouldBe(Day(14).AddMonths(1));

    [Fact]
    public void A_change_of_product_holds_from_its_time_on_and_costs_nothing_of_what_is_paid()
    {
        var history = History(Event(Paid, 0, Tier.Premium), Event(Changed, 10, Tier.Family));
        history.TiersOn(9.9, 10).ShouldBe([Tier.Premium, Tier.Family]);
        history.StateAt(Day(11)).ShouldSatisfyAllConditions(state => state.PaidThrough.ShouldBe(Start.AddMonths(1)), state => state.Since.ShouldBe(Day(10)));
    }

    [Fact]
    public void A_change_to_free_is_a_cancellation() => History(Event(Paid, 0, Tier.Premium), Event(Changed, 10, Tier.Free)).TiersOn(20, 31).ShouldBe([Tier.Premium, Tier.Free]);

    [Fact]
    public void An_event_that_is_to_come_changes_nothing_until_then()
    {
        var history = History(Event(Started, 10, Tier.Premium, until: 40));
        history.TiersOn(9, 10).ShouldBe([Tier.Free, Tier.Premium]);
        history.NextTurn(Start).ShouldBe(Day(10));
    }

    [Fact]
    public void Times_at_the_end_of_time_break_nothing()
    {
        var far = new DateTimeOffset(9998, 12, 31, 0, 0, 0, TimeSpan.Zero);
        var history = new PlanHistory();
        foreach (var type in Enum.GetValues<PlanEventType>())
            history = history.With(new PlanEvent { Id = $"{type}", Type = type, At = far, Product = Tier.Student, Until = DateTimeOffset.MaxValue }, out _);
        history.TierAt(far);
        history.NextTurn(Start).ShouldBe(far);
    }

    [Fact]
    public void The_payment_country_is_that_of_the_last_payment_and_lasts_since_the_first_of_its_run() =>
        History(
            Event(Paid, 0, Tier.Premium, country: "SE"), Event(Paid, 30, Tier.Premium, country: "DE"), Event(Paid, 60, Tier.Premium, country: "DE"))
            .PaidFrom(Day(70)).ShouldBe(new PaymentCountry("DE", Day(30), Day(60)));

    [Fact]
    public void Any_order_and_any_repeats_come_to_the_same() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        var events = Random(random, 14);
        var truth = History(events.OrderBy(one => one.At).ThenBy(one => one.Type).ThenBy(one => one.Id, StringComparer.Ordinal));
        var delivered = events.Concat(events.Where(_ => random.Next(2) == 0)).ToArray();
        random.Shuffle(delivered);
        var history = History(delivered);
        history.Events.ShouldBe(truth.Events);
        for (var day = -5; day < 400; day += 3)
        {
            history.StateAt(Day(day)).ShouldBe(truth.StateAt(Day(day)));
            history.TierAt(Day(day)).ShouldBe(truth.TierAt(Day(day)));
            history.PaidFrom(Day(day)).ShouldBe(truth.PaidFrom(Day(day)));
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Between_two_turns_nothing_changes_so_that_nobody_has_to_look() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        var history = History(Random(random, 10));
        var now = Day(random.Next(-5, 200));
        for (var turns = 0; turns < 100 && history.NextTurn(now) is { } next; turns++)
        {
            next.ShouldBeGreaterThan(now);
            for (var i = 0; i < 5; i++)
                history.TierAt(now + ((next - now) * random.NextDouble() * .9999)).ShouldBe(history.TierAt(now));
            now = next;
        }

        for (var i = 0; i < 5; i++)
            history.TierAt(now.AddDays(random.Next(2000))).ShouldBe(history.TierAt(now));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_long_history_is_bounded_comes_to_the_same_and_refuses_by_name_what_is_too_late()
    {
        var random = new Random(20261120);
        var events = Enumerable.Range(0, 1000).Select(i => Event(i % 9 == 0 ? Cancelled : Paid, i, Tier.Premium, id: $"e{i}")).ToArray();
        // Late by up to a hundred events, as deliveries are.
        var delivered = events.Select((one, i) => (one, Order: i + random.Next(100))).OrderBy(pair => pair.Order).Select(pair => pair.one).ToList();
        var (history, state) = (new PlanHistory(), PlanState.Initial);
        foreach (var one in delivered)
        {
            history = history.With(one, out var outcome);
            outcome.ShouldBe(PlanEventOutcome.Added);
            history.Events.Count.ShouldBeLessThanOrEqualTo(PlanHistory.MostEvents);
        }

        foreach (var one in events)
            state = state.After(one);
        history.StateAt(Day(2000)).ShouldBe(state);
        history.With(events[0], out var late);
        late.ShouldBe(PlanEventOutcome.TooLate);
        history.With(events[^1], out var twice);
        twice.ShouldBe(PlanEventOutcome.Duplicate);
    }

    [Fact]
    public void A_history_survives_being_stored()
    {
        var history = History(Random(new Random(7), 14));
        var stored = System.Text.Json.JsonSerializer.Deserialize<PlanHistory>(System.Text.Json.JsonSerializer.Serialize(history))!;
        stored.Events.ShouldBe(history.Events);
        stored.Base.ShouldBe(history.Base);
    }
}
