using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Playback;
using Xunit;

namespace Spotify.Core.Tests.Playback;

public sealed class RightsPermittingTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private static readonly RightsGrant World = new() { Markets = ["*"], Tiers = ["free", "premium"], Uses = ["stream"], From = Now.AddDays(-1) };

    [Fact]
    public void Of_several_windows_the_one_that_ends_last_is_given_then_the_one_that_began_first()
    {
        var (brief, early, late) = (World with { Until = Now.AddDays(1) }, World with { From = Now.AddDays(-9) }, World);
        Permitting(brief, late, early).ShouldBe(early);
        Permitting(early, late, brief).ShouldBe(early);
        Permitting(brief).ShouldBe(brief);
    }

    [Fact]
    public void Where_nothing_permits_there_is_none() =>
        Permitting(World with { From = Now.AddTicks(1) }, World with { Until = Now }, World with { Except = ["SE"] }, World with { Tiers = ["free"] }, World with { Uses = ["download"] }).ShouldBeNull();

    [Fact]
    public void There_is_a_grant_exactly_where_the_decision_allows() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        RightsGrant[] grants = [.. Enumerable.Range(0, random.Next(4)).Select(_ => new RightsGrant
        {
            Markets = [random.Next(2) == 0 ? "*" : "SE"],
            Except = random.Next(4) == 0 ? ["SE"] : [],
            Tiers = [random.Next(2) == 0 ? "free" : "premium"],
            Uses = [random.Next(2) == 0 ? "stream" : "download"],
            From = Now.AddHours(random.Next(-3, 3)),
            Until = random.Next(2) == 0 ? null : Now.AddHours(random.Next(-3, 3)),
        })];
        var tier = random.Next(2) == 0 ? Tier.Free : Tier.Family;
        (Rights.Permitting(grants, "SE", tier, RightsUse.Stream, Now) is not null).ShouldBe(Rights.Decide(grants, "SE", tier, RightsUse.Stream, Now) == RightsDecision.Allowed);
    }).QuickCheckThrowOnFailure();

    private static RightsGrant? Permitting(params RightsGrant[] grants) => Rights.Permitting(grants, "SE", Tier.Premium, RightsUse.Stream, Now);
}
