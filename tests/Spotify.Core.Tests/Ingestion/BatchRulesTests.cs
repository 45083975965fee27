using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Ingestion;
using Spotify.Core.Playback;
using Xunit;

namespace Spotify.Core.Tests.Ingestion;

public sealed class BatchRulesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("lab/b1/BatchComplete_b1.xml", true)]
    [InlineData("lab/b1/BatchComplete_.xml", true)]
    [InlineData("lab/b1/BatchComplete_b1.XML", false)]
    [InlineData("lab/b1/R1/BatchComplete_b1.xml", false)]
    [InlineData("lab/b1/batchcomplete_b1.xml", false)]
    [InlineData("lab/b1/BatchComplete_a/b.xml", false)]
    [InlineData("lab/b 1/BatchComplete_b1.xml", false)]
    [InlineData("lab//BatchComplete_b1.xml", false)]
    [InlineData("lab/b1/BatchComplete_...xml", false)]
    [InlineData("lab/b1/BatchCompleted.xml", false)]
    [InlineData("lab/../BatchComplete_b1.xml", false)]
    [InlineData("lab/b1/BatchComplete_b1.xml.part", false)]
    [InlineData("lab/b1/release.json", false)]
    public void A_batch_is_completed_by_a_file_beside_its_folders(string blob, bool isOne) =>
        BatchPath.Find(blob).ShouldBe(isOne ? new BatchPath("lab", "b1", blob.Split('/')[^1]) : null);

    [Fact]
    public void A_batch_of_messages_may_have_folders_and_a_delivery_of_one_release_has_none()
    {
        DeliveryFile[] files = [new("R1/R1.xml", 1), new("R1/resources/01.flac", 1)];
        DeliveryRequest.FindFaults([.. files, new("BatchComplete_1.xml", 1)], 10).ShouldBeEmpty();
        DeliveryRequest.FindFaults([.. files, new("release.json", 1)], 10).Count.ShouldBe(2);
        DeliveryRequest.FindFaults([new("R1/a/b/c/01.flac", 1), new("../R1.xml", 1), new("R1//x.xml", 1), new("BatchComplete_1.xml", 1)], 10).Count.ShouldBe(3);
        DeliveryRequest.FindFaults(files, 10).ShouldContain(fault => fault.Contains("BatchComplete_", StringComparison.Ordinal));
        DeliveryRequest.FindFaults([new("BatchComplete_1.xml", 1), new("release.json", 1)], 10).ShouldHaveSingleItem();
    }

    [Fact]
    public void Of_two_messages_the_later_one_counts_and_of_one_moment_the_larger_name() =>
        Prop.ForAll<NonNull<string>, NonNull<string>>((first, second) =>
        {
            // A second apart, one way or the other, or at the same moment, written with another distance from UTC.
            var seconds = ((first.Get.Length + second.Get.Length) % 3) - 1;
            var (a, b) = (new MessageOrder(Noon, first.Get), new MessageOrder(Noon.AddSeconds(seconds).ToOffset(TimeSpan.FromHours(2)), second.Get));
            var expected = a.CreatedAt != b.CreatedAt ? a.CreatedAt > b.CreatedAt : string.CompareOrdinal(a.MessageId, b.MessageId) > 0;
            return a.IsAfter(b) == expected && a.IsSameAs(b) == (!expected && !b.IsAfter(a)) && a.IsAfter(null) && !a.IsSameAs(null);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Rights_that_end_stay_written_and_permit_nothing_any_more_now_or_later()
    {
        RightsGrant[] grants = [Grant(Noon.AddDays(-9), Noon.AddDays(-1)), Grant(Noon.AddDays(-9), null), Grant(Noon.AddDays(9), null)];
        var ended = EndedRights.Of(grants, Noon);
        ended[0].ShouldBe(grants[0]);
        foreach (var days in (int[])[0, 1, 10, 1000])
            Rights.Decide(ended, "SE", Tier.Premium, RightsUse.Stream, Noon.AddDays(days)).ShouldBe(RightsDecision.TakenDown);
        Rights.Decide(ended, "SE", Tier.Premium, RightsUse.Stream, Noon.AddTicks(-1)).ShouldBe(RightsDecision.Allowed);
        Rights.OpensAt(ended, "SE", Tier.Premium, RightsUse.Stream, Noon).ShouldBeNull();
    }

    private static RightsGrant Grant(DateTimeOffset from, DateTimeOffset? until) => new() { Markets = ["*"], Tiers = ["premium"], Uses = ["stream"], From = from, Until = until };
}
