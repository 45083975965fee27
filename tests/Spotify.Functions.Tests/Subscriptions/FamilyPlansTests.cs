using Shouldly;
using Spotify.Core;
using Spotify.Core.Playback;
using Spotify.Core.Subscriptions;
using Spotify.Functions.Subscriptions;
using Spotify.Functions.Subscriptions.Families;
using Xunit;

namespace Spotify.Functions.Tests.Subscriptions;

public sealed class FamilyPlansTests : IDisposable
{
    private readonly PlanHarness _harness = new();

    private FamilyPlans Families => _harness.Families;

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task A_guest_who_joins_has_the_familys_plan_and_every_token_hears_of_it_until_he_leaves()
    {
        await OwnAsync("owner");
        (await JoinAsync("owner", "guest")).ShouldBe(FamilyOutcome.Done);
        (await _harness.Plans.GetAsync("guest")).ShouldSatisfyAllConditions(
            plan => plan.Tier.ShouldBe(Tier.Family), plan => plan.Product.ShouldBe(Tier.Free), plan => plan.Status.ShouldBe(PlanStatus.FamilyMember), plan => plan.FamilyOwner.ShouldBe("owner"));
        _harness.Heard("guest").ShouldBe(Tier.Family);
        (await Families.LeaveAsync("guest", default)).ShouldBe(FamilyOutcome.Done);
        _harness.Heard("guest").ShouldBe(Tier.Free);
        (await Families.GetAsync("owner", default)).Members.ShouldBeEmpty();
    }

    [Fact]
    public async Task Five_guests_find_a_seat_and_the_sixth_does_not()
    {
        await OwnAsync("owner");
        for (var i = 0; i < 5; i++)
            (await JoinAsync("owner", $"guest{i}")).ShouldBe(FamilyOutcome.Done);
        (await Families.InviteAsync("owner", default)).Outcome.ShouldBe(FamilyOutcome.Full);
        (await Families.RemoveAsync("owner", "guest2", default)).ShouldBe(FamilyOutcome.Done);
        _harness.Heard("guest2").ShouldBe(Tier.Free);
        (await JoinAsync("owner", "guest5")).ShouldBe(FamilyOutcome.Done);
        (await Families.GetAsync("owner", default)).Members.Select(member => member.Id).Order().ShouldBe(["guest0", "guest1", "guest3", "guest4", "guest5"]);
    }

    [Fact]
    public async Task However_many_come_at_once_each_invitation_is_for_one_and_there_are_never_more_than_six()
    {
        await OwnAsync("owner");
        var codes = new List<string>();
        for (var i = 0; i < 5; i++)
            codes.Add((await Families.InviteAsync("owner", default)).Code);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 15).Select(i => Task.Run(() => Families.JoinAsync($"guest{i}", codes[i % 5], default))));
        outcomes.Count(outcome => outcome == FamilyOutcome.Done).ShouldBe(5);
        (await Families.GetAsync("owner", default)).Members.Count.ShouldBe(5);
        for (var i = 0; i < 15; i++)
            (await _harness.TierAsync($"guest{i}")).ShouldBe(outcomes[i] == FamilyOutcome.Done ? Tier.Family : Tier.Free);
    }

    [Fact]
    public async Task When_the_owners_plan_ends_it_ends_for_all()
    {
        await OwnAsync("owner");
        await JoinAsync("owner", "guest");
        await _harness.ApplyAsync("owner", PlanEventType.Cancelled, until: _harness.Time.GetUtcNow().AddDays(3));
        await _harness.Settlement.RunAsync(CancellationToken.None);
        await _harness.PassAsync(TimeSpan.FromDays(3));
        await _harness.Settlement.RunAsync(CancellationToken.None);
        (await _harness.TierAsync("guest"), (await _harness.Keeper.ReadAsync("guest", default))!.Value.AnnouncedTier).ShouldBe((Tier.Free, Tier.Free));
    }

    [Fact]
    public async Task A_member_who_pays_himself_has_his_own_plan_and_falls_back_to_the_familys()
    {
        await OwnAsync("owner", DateTimeOffset.MaxValue);
        await JoinAsync("owner", "guest");
        await _harness.ApplyAsync("guest", PlanEventType.Paid, Tier.Premium);
        (await _harness.TierAsync("guest")).ShouldBe(Tier.Premium);
        await _harness.PassAsync(TimeSpan.FromDays(37));
        await _harness.Settlement.RunAsync(CancellationToken.None);
        (await _harness.TierAsync("guest"), (await _harness.Keeper.ReadAsync("guest", default))!.Value.AnnouncedTier).ShouldBe((Tier.Family, Tier.Family));
    }

    [Fact]
    public async Task Only_who_has_a_family_plan_invites_and_nobody_joins_with_what_he_made_up()
    {
        (await Families.InviteAsync("nobody", default)).Outcome.ShouldBe(FamilyOutcome.NoFamilyPlan);
        await _harness.ApplyAsync("single", PlanEventType.Paid, Tier.Premium);
        (await Families.InviteAsync("single", default)).Outcome.ShouldBe(FamilyOutcome.NoFamilyPlan);
        await OwnAsync("owner");
        var invite = await Families.InviteAsync("owner", default);
        foreach (var code in (string[])["", "x", invite.Code[..22], invite.Code[1..], "0000000000000000000000.owner", $"{invite.Code[..22]}.single", $"{invite.Code[..22]}.\u0001", new string('9', 22) + ".owner"])
            (await Families.JoinAsync("guest", code, default)).ShouldBeOneOf(FamilyOutcome.NoInvitation, FamilyOutcome.NoFamilyPlan);
        (await Families.JoinAsync("owner", invite.Code, default)).ShouldBe(FamilyOutcome.IsOwner);
        (await Families.GetAsync("owner", default)).Invitations.ShouldHaveSingleItem().Id.ShouldNotBe(invite.Code[..22], "who sees the plan does not see the secret");
    }

    [Fact]
    public async Task A_guest_who_may_not_join_does_not_use_up_the_invitation()
    {
        await OwnAsync("a");
        await OwnAsync("b");
        await JoinAsync("a", "guest");
        var invite = await Families.InviteAsync("b", default);
        (await Families.JoinAsync("guest", invite.Code, default)).ShouldBe(FamilyOutcome.InAnotherFamily);
        (await Families.JoinAsync("other", invite.Code, default)).ShouldBe(FamilyOutcome.Done);
    }

    [Fact]
    public async Task Whoever_dies_while_joining_joins_when_he_comes_again_and_holds_no_seat_when_he_does_not()
    {
        await OwnAsync("owner");
        for (var left = 0; left < 12; left++)
        {
            var (guest, invite) = ($"guest{left}", await Families.InviteAsync("owner", default));
            _harness.Store.WritesLeft = left;
            try
            {
                await Families.JoinAsync(guest, invite.Code, default);
            }
            catch (TransientException)
            {
                // As a killed process: nobody was told anything.
            }

            _harness.Store.WritesLeft = int.MaxValue;
            if (left % 2 == 0)
            {
                (await Families.JoinAsync(guest, invite.Code, default)).ShouldBeOneOf(FamilyOutcome.Done, FamilyOutcome.Unchanged);
                (await _harness.TierAsync(guest), _harness.Heard(guest)).ShouldBe((Tier.Family, Tier.Family), $"after {left} writes");
            }

            _harness.Time.Advance(FamilyPlans.JoinsWithin + TimeSpan.FromSeconds(1));
            await _harness.Settlement.RunAsync(CancellationToken.None);
            (await Families.RemoveAsync("owner", guest, default)).ShouldBeOneOf(FamilyOutcome.Done, FamilyOutcome.NoMember);
            (await _harness.TierAsync(guest)).ShouldBe(Tier.Free);
            _harness.Time.Advance(Family.InvitationLifetime);
        }

        for (var i = 0; i < 5; i++)
            (await JoinAsync("owner", $"last{i}")).ShouldBe(FamilyOutcome.Done);
    }

    [Fact]
    public async Task Families_that_are_members_of_one_another_settle_all_the_same()
    {
        await OwnAsync("a");
        await OwnAsync("b");
        (await JoinAsync("a", "b")).ShouldBe(FamilyOutcome.Done);
        (await JoinAsync("b", "a")).ShouldBe(FamilyOutcome.Done);
        await _harness.ApplyAsync("a", PlanEventType.Cancelled, until: _harness.Time.GetUtcNow());
        (await _harness.TierAsync("a"), _harness.Heard("a")).ShouldBe((Tier.Family, Tier.Family), "b still has a plan, and a is in it");
        await _harness.ApplyAsync("b", PlanEventType.Cancelled, until: _harness.Time.GetUtcNow());
        (_harness.Heard("a"), _harness.Heard("b")).ShouldBe((Tier.Free, Tier.Free));
    }

    [Fact]
    public async Task Whoever_is_erased_is_in_nobodys_family_any_more()
    {
        await OwnAsync("owner");
        await JoinAsync("owner", "guest");
        var data = new PlanData(_harness.Keeper, _harness.Reminders);
        (await data.EraseAsync("owner", default)).ShouldBe(1, "the reminder of the plan's end");
        (await _harness.TierAsync("guest")).ShouldBe(Tier.Free);
        await OwnAsync("another");
        await JoinAsync("another", "second");
        await data.EraseAsync("second", default);
        (await Families.GetAsync("another", default)).Members.ShouldBeEmpty();
        (await data.EraseAsync("nobody", default)).ShouldBe(0);
    }

    private Task<PlanEventOutcome> OwnAsync(string user, DateTimeOffset? until = null) =>
        _harness.ApplyAsync(user, PlanEventType.Paid, Tier.Family, until: until ?? _harness.Time.GetUtcNow().AddMonths(6));

    private async Task<FamilyOutcome> JoinAsync(string owner, string guest) => await Families.JoinAsync(guest, (await Families.InviteAsync(owner, default)).Code, default);
}
