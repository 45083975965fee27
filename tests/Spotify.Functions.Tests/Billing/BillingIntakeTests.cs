using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core;
using Spotify.Core.Playback;
using Spotify.Core.Subscriptions;
using Spotify.Functions.Billing;
using Spotify.Functions.Platform.Documents;
using Xunit;

namespace Spotify.Functions.Tests.Billing;

public sealed class BillingIntakeTests : IDisposable
{
    private readonly BillingHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task A_payment_is_in_the_ledger_once_and_gives_the_plan_however_often_it_comes()
    {
        (await _harness.TakeAsync(_harness.Payment("e1"))).Outcome.ShouldBe(BillingOutcome.Applied);
        for (var i = 0; i < 3; i++)
            (await _harness.TakeAsync(_harness.Payment("e1"))).Outcome.ShouldBe(BillingOutcome.Duplicate);
        (await _harness.TotalAsync()).ShouldBe(new RevenueTotal("2026-11", "SE", "premium", "SEK", 1099, 219, 109, 1, 0, 0));
        _harness.Plans.Heard("u1").ShouldBe(Tier.Premium);
    }

    [Fact]
    public async Task Another_body_under_the_same_id_is_refused_by_name_and_stays_visible()
    {
        await _harness.TakeAsync(_harness.Payment("e1"));
        var other = await _harness.TakeAsync(_harness.Payment("e1", gross: 1));
        (other.Outcome, other.Reason).ShouldBe((BillingOutcome.Refused, BillingFault.OtherBody));
        await _harness.TakeAsync(_harness.Payment("e1", gross: 2));
        (await _harness.ParkedAsync()).Select(one => (one.Event, one.Reason, one.Body.GetProperty("gross").GetInt64())).Order()
            .ShouldBe([("e1", BillingFault.OtherBody, 1), ("e1", BillingFault.OtherBody, 2)]);
        (await _harness.TotalAsync()).Gross.ShouldBe(1099);
        var id = (await _harness.ParkedAsync())[0].Id;
        (await _harness.Desk.RetryAsync(id, false, "operator", default))!.Outcome.ShouldBe(BillingOutcome.Refused, "trying it again makes it no other event");
    }

    [Fact]
    public async Task An_event_of_nobody_we_know_waits_and_is_taken_when_the_account_is_there()
    {
        _harness.Plans.Accounts.Unknown.Add("u1");
        (await _harness.TakeAsync(_harness.Payment("e1"))).ShouldSatisfyAllConditions(
            result => result.Outcome.ShouldBe(BillingOutcome.Parked), result => result.Reason.ShouldBe(BillingFault.UnknownUser));
        (await _harness.Revenue.SumAsync("2026-11")).ShouldBeEmpty();
        var parked = (await _harness.ParkedAsync()).ShouldHaveSingleItem();
        (await _harness.Desk.RetryAsync(parked.Id, false, "operator", default))!.Outcome.ShouldBe(BillingOutcome.Parked);
        _harness.Plans.Accounts.Unknown.Clear();
        (await _harness.Desk.RetryAsync(parked.Id, false, "operator", default))!.Outcome.ShouldBe(BillingOutcome.Applied);
        (await _harness.ParkedAsync()).ShouldBeEmpty();
        (await _harness.TotalAsync()).Payments.ShouldBe(1);
        (await _harness.Plans.TierAsync("u1")).ShouldBe(Tier.Premium);
        (await _harness.Desk.RetryAsync(parked.Id, false, "operator", default)).ShouldBeNull();
    }

    [Fact]
    public async Task The_sender_may_repeat_a_parked_event_too()
    {
        _harness.Plans.Accounts.Unknown.Add("u1");
        await _harness.TakeAsync(_harness.Payment("e1"));
        _harness.Plans.Accounts.Unknown.Clear();
        (await _harness.TakeAsync(_harness.Payment("e1"))).Outcome.ShouldBe(BillingOutcome.Applied);
        (await _harness.ParkedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_money_of_somebody_who_is_gone_for_good_can_be_taken_without_him()
    {
        _harness.Plans.Accounts.Unknown.Add("gone");
        await _harness.TakeAsync(_harness.Payment("e1", "gone", type: "refund"));
        var parked = (await _harness.ParkedAsync()).ShouldHaveSingleItem();
        (await _harness.Desk.RetryAsync(parked.Id, true, "operator", default))!.Outcome.ShouldBe(BillingOutcome.Applied);
        (await _harness.TotalAsync()).Gross.ShouldBe(-1099);
        (await _harness.Revenue.ReadAsync("2026-11").ToListAsync()).ShouldHaveSingleItem().Listener.ShouldBeNull();
    }

    [Fact]
    public async Task What_names_no_product_or_currency_of_ours_waits_and_nothing_else_happens()
    {
        await _harness.TakeAsync(_harness.Payment("e1", product: "gold"));
        await _harness.TakeAsync(new { id = "e2", type = "payment", user = "u1", product = "premium", country = "SE", currency = "DOGE", gross = 5, at = _harness.Plans.Time.GetUtcNow() });
        (await _harness.ParkedAsync()).Select(one => (one.Event, one.Reason)).Order().ShouldBe([("e1", BillingFault.UnknownProduct), ("e2", BillingFault.UnknownCurrency)]);
        (await _harness.Plans.TierAsync("u1")).ShouldBe(Tier.Free);
    }

    [Fact]
    public async Task A_row_of_the_ledger_names_the_listener_by_pseudonym_alone_and_the_event_itself_is_with_him()
    {
        await _harness.TakeAsync(_harness.Payment("e1", "somebody"));
        var entry = (await _harness.Revenue.ReadAsync("2026-11").ToListAsync()).ShouldHaveSingleItem();
        entry.Listener.ShouldBe((await _harness.Listeners.FindAsync("somebody", default))!.Pseudonym);
        foreach (var range in await _harness.Plans.Store.GetScanRangesAsync(DocumentContainer.Money, 1))
        {
            await foreach (var one in _harness.Plans.Store.ScanAsync<System.Text.Json.JsonElement>(DocumentContainer.Money, range))
                one.Value.GetRawText().ShouldNotContain("somebody");
        }

        var page = await _harness.Plans.Store.RangeAsync<UserBillingEvent>(DocumentContainer.Users, "somebody", IdRange.Prefix("billing-event:"), 10);
        page.Documents.ShouldHaveSingleItem().Document.Value.Event.GetProperty("gross").GetInt64().ShouldBe(1099);
    }

    [Fact]
    public async Task A_refund_after_its_period_was_closed_lands_in_the_next_one_and_the_closed_one_never_changes()
    {
        await _harness.TakeAsync(_harness.Payment("e1", period: "2026-10"));
        await _harness.CloseAsync("2026-10");
        await _harness.TakeAsync(_harness.Payment("r1", type: "refund", period: "2026-10"));
        (await _harness.TotalAsync("2026-10")).Gross.ShouldBe(1099);
        (await _harness.TotalAsync("2026-11")).ShouldSatisfyAllConditions(total => total.Gross.ShouldBe(-1099), total => total.Refunds.ShouldBe(1));
        (await _harness.Revenue.ReadAsync("2026-11").ToListAsync()).ShouldHaveSingleItem().AdjustmentOf.ShouldBe("2026-10");
    }

    [Fact]
    public async Task Whoever_dies_anywhere_on_the_way_counts_once_when_the_event_comes_again_even_after_its_period_was_closed()
    {
        await _harness.TakeAsync(_harness.Payment("whole", "whole", period: "2026-11"));
        var whole = _harness.Plans.Store.Writes;
        var bodies = Enumerable.Range(0, whole + 1).Select(i => _harness.Payment($"e{i}", $"e{i}", period: "2026-10")).ToList();
        for (var left = 0; left <= whole; left++)
        {
            _harness.Plans.Store.WritesLeft = left;
            try
            {
                await _harness.TakeAsync(bodies[left]);
            }
            catch (TransientException)
            {
                // As a killed process: the sender was told nothing.
            }

            _harness.Plans.Store.WritesLeft = int.MaxValue;
        }

        await _harness.CloseAsync("2026-10");
        var closed = await _harness.Revenue.SumAsync("2026-10");
        for (var left = 0; left <= whole; left++)
        {
            (await _harness.TakeAsync(bodies[left])).Outcome.ShouldBeOneOf(BillingOutcome.Applied, BillingOutcome.Duplicate);
            (await _harness.Plans.TierAsync($"e{left}")).ShouldBe(Tier.Premium);
        }

        (await _harness.Revenue.SumAsync("2026-10")).ShouldBe(closed, "what is closed never changes");
        var later = (await _harness.Revenue.SumAsync("2026-11")).Sum(total => total.Payments) - 1;
        (closed.Sum(total => total.Payments) + later).ShouldBe(whole + 1);
    }

    [Fact]
    public async Task A_payment_instrument_has_one_trial_whatever_accounts_it_pays_for()
    {
        object Trial(string id, string user, string? instrument) => new { id, type = "plan_started", product = "trial", user, instrument, at = _harness.Plans.Time.GetUtcNow() };
        await _harness.TakeAsync(Trial("e1", "u1", "card-1"));
        await _harness.TakeAsync(Trial("e2", "u2", "card-1"));
        await _harness.TakeAsync(Trial("e3", "u3", "card-2"));
        await _harness.TakeAsync(Trial("e4", "u4", null));
        foreach (var (user, tier) in new[] { ("u1", Tier.Trial), ("u2", Tier.Free), ("u3", Tier.Trial), ("u4", Tier.Trial) })
            (await _harness.Plans.TierAsync(user)).ShouldBe(tier, user);
        (await _harness.Plans.Plans.GetAsync("u2")).IsTrialAvailable.ShouldBeTrue();
    }

    [Fact]
    public async Task An_event_from_another_age_waits_for_an_operator()
    {
        var now = _harness.Plans.Time.GetUtcNow();
        (await _harness.TakeAsync(new { id = "e1", type = "plan_started", product = "premium", user = "u1", at = now.AddDays(500) })).Reason.ShouldBe(BillingFault.InvalidTime);
        (await _harness.TakeAsync(new { id = "e2", type = "plan_started", product = "premium", user = "u1", at = now.AddDays(-900) })).Reason.ShouldBe(BillingFault.InvalidTime);
    }

    [Fact]
    public async Task What_is_parked_of_a_person_is_exported_and_erased_with_him()
    {
        await _harness.TakeAsync(_harness.Payment("e1", "u1", product: "gold"));
        await _harness.TakeAsync(_harness.Payment("e2", "u2", product: "gold"));
        (await _harness.Parked.ExportAsync("u1", default).ToListAsync()).ShouldHaveSingleItem();
        (await _harness.Parked.EraseAsync("u1", default)).ShouldBe(1);
        (await _harness.ParkedAsync()).ShouldHaveSingleItem().Event.ShouldBe("e2");
    }

    [Fact]
    public void Any_order_and_any_repeats_come_to_the_same_plans_and_the_same_sums() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        var events = Enumerable.Range(0, 12).Select(i => Event(random, i)).ToArray();
        var truth = Outcome(events);
        var delivered = events.Concat(events.Where(_ => random.Next(2) == 0)).ToArray();
        random.Shuffle(delivered);
        Outcome(delivered).ShouldBe(truth);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(10));

    private static List<string> Outcome(IEnumerable<object> events)
    {
        using var harness = new BillingHarness();
        return Task.Run(async () =>
        {
            foreach (var one in events)
                (await harness.TakeAsync(one)).Outcome.ShouldBeOneOf(BillingOutcome.Applied, BillingOutcome.Duplicate);
            var plans = await Task.WhenAll(Enumerable.Range(0, 3).Select(async user => await harness.Plans.Plans.GetAsync($"u{user}")));
            var heard = Enumerable.Range(0, 3).Select(user => harness.Plans.Heard($"u{user}"));
            var sums = (await harness.Revenue.SumAsync("2026-10")).Concat(await harness.Revenue.SumAsync("2026-11"));
            return (List<string>)[.. plans.Select(plan => plan.ToString()), .. heard.Select(tier => tier.ToString()), .. sums.Select(total => total.ToString())];
        }).GetAwaiter().GetResult();
    }

    private static object Event(Random random, int i)
    {
        string[] types = ["payment", "payment", "refund", "plan_started", "plan_changed", "plan_cancelled", "student_verified", "payment_failed"];
        string[] products = ["premium", "family", "student", "free", "trial"];
        var at = new DateTimeOffset(2026, 11, 20, 10, 0, 0, TimeSpan.Zero).AddDays(-random.Next(0, 60)).AddHours(random.Next(0, 3) * 8);
        return new
        {
            id = $"e{i}",
            type = types[random.Next(types.Length)],
            user = $"u{random.Next(3)}",
            product = products[random.Next(products.Length)],
            country = random.Next(2) == 0 ? "SE" : "DE",
            period = random.Next(2) == 0 ? "2026-10" : "2026-11",
            currency = random.Next(2) == 0 ? "SEK" : "EUR",
            gross = random.NextInt64(1_000_000),
            at,
            until = random.Next(3) == 0 ? at.AddDays(random.Next(90)) : (DateTimeOffset?)null,
        };
    }
}
