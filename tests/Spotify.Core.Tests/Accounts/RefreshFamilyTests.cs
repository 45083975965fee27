using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Accounts;
using Xunit;

namespace Spotify.Core.Tests.Accounts;

public class RefreshFamilyTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// Whatever anybody presents, in whatever order, after whatever time: the live token alone is rotated, its predecessor alone is repeated, with the same successor and only
    /// for ten seconds, and every older one of the family is noticed as reused.
    /// </summary>
    [Fact]
    public void One_token_is_live_and_every_older_one_is_noticed() =>
        Prop.ForAll(Gen.ListOf(Gen.Zip(Gen.Choose(0, 6), Gen.Choose(0, 15))).ToArbitrary(), steps =>
        {
            var family = RefreshFamily.Begin(Start, out var first);
            var (given, now, rotatedAt) = (new List<string> { first }, Start, Start);
            foreach (var (back, seconds) in steps)
            {
                now += TimeSpan.FromSeconds(seconds);
                var index = Math.Max(0, given.Count - 1 - back);
                var step = family.Present(given[index], now, Grace);
                var expected = index == given.Count - 1 ? RefreshOutcome.Rotated
                    : index == given.Count - 2 && now - rotatedAt <= Grace ? RefreshOutcome.Repeated : RefreshOutcome.Reused;
                step.Outcome.ShouldBe(expected);
                family = step.Family;
                if (expected == RefreshOutcome.Rotated)
                {
                    given.ShouldNotContain(step.Successor!);
                    given.Add(step.Successor!);
                    rotatedAt = now;
                }
                else
                {
                    step.Successor.ShouldBe(expected == RefreshOutcome.Repeated ? given[^1] : null);
                }
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Without_grace_any_second_use_is_noticed_and_without_rotation_none_is_one()
    {
        var family = RefreshFamily.Begin(Start, out var secret);

        var kept = family.Present(secret, Start, Grace, rotates: false);
        (kept.Outcome, kept.Family, kept.Successor).ShouldBe((RefreshOutcome.Kept, family, secret));
        family.Present(secret, Start, TimeSpan.Zero).Family.Present(secret, Start, TimeSpan.Zero).Outcome.ShouldBe(RefreshOutcome.Reused);
    }

    [Fact]
    public void What_was_never_one_of_the_family_ends_nothing()
    {
        var family = RefreshFamily.Begin(Start, out var secret);
        RefreshFamily.Begin(Start, out var other);

        foreach (var stranger in new[] { other, other[..Secret.Length] + secret[Secret.Length..], secret[..^1], "", secret + "A" })
            family.Present(stranger, Start, Grace).Outcome.ShouldBe(RefreshOutcome.Unknown);
        family.Present(secret[..Secret.Length] + other[Secret.Length..], Start, Grace).Outcome.ShouldBe(RefreshOutcome.Reused);
    }

    [Fact]
    public void What_is_kept_does_not_lead_to_a_token()
    {
        var family = RefreshFamily.Begin(Start, out var first);
        var step = family.Present(first, Start, Grace);
        var kept = System.Text.Json.JsonSerializer.Serialize(step.Family);

        foreach (var token in new[] { first, step.Successor! })
        {
            kept.ShouldNotContain(token[..Secret.Length]);
            kept.ShouldNotContain(token[Secret.Length..]);
        }
    }
}
