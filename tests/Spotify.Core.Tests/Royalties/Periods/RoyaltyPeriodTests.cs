using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Royalties.Periods;
using Xunit;

namespace Spotify.Core.Tests.Royalties.Periods;

public sealed class RoyaltyPeriodTests
{
    private static readonly DateTimeOffset Now = new(2026, 12, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly RoyaltyPeriod Open = RoyaltyPeriod.Open("2026-11");
    private static readonly RoyaltyPeriod Closed = Open.Close(Now, "schedule").Period;
    private static readonly RoyaltyPeriod Calculated = Closed.Calculate(Now, "ann", "in", "out").Period;
    private static readonly RoyaltyPeriod Approved = Calculated.Approve(Now, "bob", "out").Period;

    [Fact]
    public void A_month_goes_from_open_to_paid_and_every_step_says_who_took_it()
    {
        var paid = Approved.Pay(Now.AddDays(1), "cleo", "SEPA 17").Period;
        paid.Stage.ShouldBe(RoyaltyStage.Paid);
        paid.Steps.ShouldBe(
        [
            new PeriodStep(RoyaltyStage.Closed, Now, "schedule"),
            new PeriodStep(RoyaltyStage.Calculated, Now, "ann", "out"),
            new PeriodStep(RoyaltyStage.Approved, Now, "bob", "out"),
            new PeriodStep(RoyaltyStage.Paid, Now.AddDays(1), "cleo", "out", "SEPA 17"),
        ]);
    }

    [Fact]
    public void It_is_not_closed_before_it_has_ended_nor_twice()
    {
        Open.Close(new DateTimeOffset(2026, 11, 30, 23, 59, 59, TimeSpan.Zero), "ann").Refusal.ShouldBe("2026-11 is not over: it can be closed from 2026-12-01T00:00:00Z on.");
        Open.Close(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero), "ann").IsDone.ShouldBeTrue();
        Closed.Close(Now, "ann").Refusal.ShouldBe("2026-11 is closed already.");
    }

    [Fact]
    public void It_is_not_calculated_before_it_is_closed_nor_before_the_month_before_is_approved_nor_once_it_is_approved()
    {
        Open.FindReasonNotToCalculate(null).ShouldBe("2026-11 is not closed: close it first.");
        Closed.FindReasonNotToCalculate(null).ShouldBeNull();
        Closed.FindReasonNotToCalculate(Calculated with { Period = "2026-10" }).ShouldNotBeNull().ShouldContain("Approve that first");
        Closed.FindReasonNotToCalculate(Approved with { Period = "2026-10" }).ShouldBeNull();
        Calculated.FindReasonNotToCalculate(Approved with { Period = "2026-10" }).ShouldBeNull();
        Approved.FindReasonNotToCalculate(null).ShouldNotBeNull().ShouldStartWith("2026-11 is approved");
    }

    [Fact]
    public void Calculated_again_it_must_come_to_the_same()
    {
        Calculated.Calculate(Now, "ann", "in", "out").IsDone.ShouldBeTrue();
        var other = Calculated.Calculate(Now, "ann", "in", "else");
        other.Refusal.ShouldNotBeNull().ShouldContain("must not be");
        other.Period.ShouldBe(Calculated);
    }

    [Fact]
    public void Only_what_was_seen_is_approved_and_only_once()
    {
        Closed.Approve(Now, "ann", null).Refusal.ShouldNotBeNull().ShouldContain("nothing to approve");
        Calculated.Approve(Now, "ann", "else").Refusal.ShouldBe("The results of 2026-11 have the digest out, not else.");
        Approved.Approve(Now, "ann", null).Refusal.ShouldBe("2026-11 is approved already.");
        Calculated.Pay(Now, "ann", null).Refusal.ShouldBe("2026-11 is calculated: only what is approved is paid.");
        Approved.Pay(Now, "ann", null).Period.Pay(Now, "ann", null).Refusal.ShouldBe("2026-11 is paid already.");
    }

    [Fact]
    public void Whatever_is_asked_a_month_never_goes_back_and_a_refusal_changes_nothing() =>
        Prop.ForAll(Gen.Choose(0, 3).ArrayOf().ToArbitrary(), steps =>
        {
            var month = Open;
            foreach (var step in steps)
            {
                var change = step switch
                {
                    0 => month.Close(Now, "a"),
                    1 => month.Calculate(Now, "a", "in", "out"),
                    2 => month.Approve(Now, "a", null),
                    _ => month.Pay(Now, "a", null),
                };
                if (change.IsDone ? change.Period.Stage < month.Stage || change.Period.Steps.Count != month.Steps.Count + 1 : change.Period != month)
                    return false;
                month = change.Period;
            }

            return true;
        }).QuickCheckThrowOnFailure();
}
