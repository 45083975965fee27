using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Subscriptions;
using Xunit;

namespace Spotify.Core.Tests.Subscriptions;

public sealed class FamilyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Six_people_are_in_a_plan_its_owner_among_them_and_who_is_invited_has_a_seat()
    {
        var family = new Family();
        for (var i = 0; i < 5; i++)
            family.Invite($"k{i}", Now, out family).ShouldBe(FamilyOutcome.Done);
        family.Invite("k5", Now, out _).ShouldBe(FamilyOutcome.Full);
        for (var i = 0; i < 5; i++)
            family.Accept($"k{i}", $"u{i}", Now, out family).ShouldBe(FamilyOutcome.Done);
        family.Invite("k5", Now, out _).ShouldBe(FamilyOutcome.Full);
        family.Remove("u3", out family).ShouldBe(FamilyOutcome.Done);
        family.Invite("k5", Now, out _).ShouldBe(FamilyOutcome.Done);
    }

    [Fact]
    public void An_invitation_is_good_for_one_guest_and_one_week()
    {
        new Family().Invite("k", Now, out var family);
        family.Accept("k", "late", Now.AddDays(7), out _).ShouldBe(FamilyOutcome.NoInvitation);
        family.Accept("k", "guest", Now.AddDays(6), out family).ShouldBe(FamilyOutcome.Done);
        family.Accept("k", "guest", Now.AddDays(6), out _).ShouldBe(FamilyOutcome.Unchanged);
        family.Accept("k", "another", Now.AddDays(6), out _).ShouldBe(FamilyOutcome.NoInvitation);
    }

    [Fact]
    public void An_invitation_that_was_taken_back_or_has_ended_frees_its_seat()
    {
        var family = new Family();
        for (var i = 0; i < 5; i++)
            family.Invite($"k{i}", Now, out family);
        family.Withdraw("k0", Now, out var withdrawn).ShouldBe(FamilyOutcome.Done);
        withdrawn.Accept("k0", "guest", Now, out _).ShouldBe(FamilyOutcome.NoInvitation);
        withdrawn.Invite("k5", Now, out _).ShouldBe(FamilyOutcome.Done);
        family.Invite("k5", Now.AddDays(8), out _).ShouldBe(FamilyOutcome.Done);
    }

    [Fact]
    public void A_member_changes_family_once_in_twelve_months_and_may_always_come_back()
    {
        var member = new FamilyMembership();
        member.Join("a", "me", Now, out member).ShouldBe(FamilyOutcome.Done);
        member.Join("b", "me", Now, out _).ShouldBe(FamilyOutcome.InAnotherFamily);
        member.Leave("b", out _).ShouldBe(FamilyOutcome.NoMember);
        member.Leave("a", out member).ShouldBe(FamilyOutcome.Done);
        member.Join("a", "me", Now.AddDays(1), out var back).ShouldBe(FamilyOutcome.Done);
        back.ChangedAt.ShouldBeNull();
        member.Join("b", "me", Now.AddDays(2), out member).ShouldBe(FamilyOutcome.Done);
        member.Leave(null, out member);
        member.Join("c", "me", Now.AddDays(3), out _).ShouldBe(FamilyOutcome.ChangedRecently);
        member.MayChangeAt(Now.AddDays(3)).ShouldBe(Now.AddDays(2).AddMonths(12));
        member.Join("b", "me", Now.AddDays(3), out _).ShouldBe(FamilyOutcome.Done);
        member.Join("c", "me", Now.AddDays(2).AddMonths(12), out _).ShouldBe(FamilyOutcome.Done);
    }

    [Fact]
    public void Nobody_joins_his_own_plan() => new FamilyMembership().Join("me", "me", Now, out _).ShouldBe(FamilyOutcome.IsOwner);

    [Fact]
    public void Whatever_is_done_there_are_never_more_than_six_nor_one_of_them_twice() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        var (family, now) = (new Family(), Now);
        for (var step = 0; step < 60; step++)
        {
            var (key, user) = ($"k{random.Next(12)}", $"u{random.Next(9)}");
            now = now.AddHours(random.Next(60));
            var outcome = random.Next(4) switch
            {
                0 => family.Invite($"{key}", now, out family),
                1 => family.Accept(key, user, now, out family),
                2 => family.Withdraw(key, now, out family),
                _ => family.Remove(user, out family),
            };
            outcome.ShouldNotBe(FamilyOutcome.NoFamilyPlan);
            (1 + family.Members.Count + family.InvitationsAt(now).Count()).ShouldBeLessThanOrEqualTo(Family.MaxPeople);
            family.Members.Select(member => member.UserId).ShouldBeUnique();
        }
    }).QuickCheckThrowOnFailure();
}
