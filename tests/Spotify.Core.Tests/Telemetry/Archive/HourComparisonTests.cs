using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Telemetry.Archive;
using Xunit;

namespace Spotify.Core.Tests.Telemetry.Archive;

public sealed class HourComparisonTests
{
    private const string Writer = "00000000000000a1";

    [Fact]
    public void All_that_was_confirmed_is_there_so_nothing_is_missing()
    {
        var compared = HourComparison.Of([Sent(1, 10, 10, 30)], Manifest(30, Enumerable.Range(1, 10)));
        compared.Missing.ShouldBeEmpty();
        (compared.Sent, compared.Unconfirmed).ShouldBe((new ArchiveCount(10, 30), 0));
    }

    [Fact]
    public void A_batch_that_is_not_there_is_missing_by_number()
    {
        var missing = HourComparison.Of([Sent(1, 10, 10, 30)], Manifest(24, [1, 2, 3, 6, 7, 8, 9, 10])).Missing.ShouldHaveSingleItem();
        (missing.Writer, missing.Missing).ShouldBe((Writer, new ArchiveCount(2, 6)));
        missing.Holes.ShouldBe([new SequenceRange(4, 5)]);
        HourComparison.Of([Sent(1, 10, 10, 30)], null).Missing.ShouldHaveSingleItem().Missing.ShouldBe(new ArchiveCount(10, 30));
        // At either end, too.
        HourComparison.Of([Sent(1, 10, 10, 30)], Manifest(24, Enumerable.Range(2, 8))).Missing.ShouldHaveSingleItem().Holes.ShouldBe([new SequenceRange(1, 1), new SequenceRange(10, 10)]);
    }

    [Fact]
    public void A_batch_that_lost_events_is_told_by_the_events() =>
        HourComparison.Of([Sent(1, 2, 2, 30)], Manifest(29, [1, 2])).Missing.ShouldHaveSingleItem().Missing.ShouldBe(new ArchiveCount(0, 1));

    [Fact]
    public void What_the_hub_did_not_confirm_is_not_missed_and_stands_for_nothing_else()
    {
        HourComparison.Of([Sent(1, 10, 9, 27, 4)], Manifest(27, [1, 2, 3, 5, 6, 7, 8, 9, 10])).Missing.ShouldBeEmpty();
        // It arrived all the same.
        HourComparison.Of([Sent(1, 10, 9, 27, 4)], Manifest(30, Enumerable.Range(1, 10))).Missing.ShouldBeEmpty();
        // It arrived, and one that was confirmed did not.
        HourComparison.Of([Sent(1, 10, 9, 27, 4)], Manifest(27, [1, 2, 3, 4, 5, 6, 8, 9, 10])).Missing.ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(one => one.Missing.Batches.ShouldBe(1), one => one.Holes.ShouldBe([new SequenceRange(7, 7)]));
    }

    [Fact]
    public void Of_a_process_that_was_killed_the_archive_may_hold_more_than_it_said_and_lack_what_was_under_way()
    {
        // It wrote down 8 of the 9 numbers that it had given away, one was under way; later ones arrived, it was killed.
        var killed = new SentFigures(Writer, 1, 9, new ArchiveCount(8, 24), [], false);
        var compared = HourComparison.Of([killed], Manifest(33, [1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12]));
        compared.Missing.ShouldBeEmpty();
        compared.Unconfirmed.ShouldBe(1);
        HourComparison.Of([killed], Manifest(30, [1, 2, 3, 4, 7, 8, 9, 10, 11, 12])).Missing.ShouldHaveSingleItem().Missing.Batches.ShouldBe(1);
        // One that never said anything proves nothing.
        var silent = HourComparison.Of([], Manifest(3, [1]));
        (silent.Missing.Count, silent.Unconfirmed).ShouldBe((0, 1));
    }

    [Fact]
    public void Whatever_was_lost_is_found_and_nothing_else() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        var given = Enumerable.Range(random.Next(1, 5), random.Next(1, 30)).ToList();
        var unconfirmed = given.Where(_ => random.Next(6) == 0).ToHashSet();
        var confirmed = given.Except(unconfirmed).ToList();
        var lost = confirmed.Where(_ => random.Next(8) == 0).ToHashSet();
        var arrived = confirmed.Except(lost).Concat(unconfirmed.Where(_ => random.Next(2) == 0)).Order().ToList();
        var sent = new SentFigures(Writer, given[0], given[^1], new ArchiveCount(confirmed.Count, confirmed.Count * 3), [.. unconfirmed.Select(one => new SequenceRange(one, one))], true);
        var missing = HourComparison.Of([sent], arrived.Count == 0 ? null : Manifest(arrived.Count * 3, arrived)).Missing;
        missing.Sum(one => one.Missing.Batches).ShouldBe(lost.Count);
        if (lost.Count > 0)
            missing[0].Holes.SelectMany(hole => Enumerable.Range((int)hole.First, (int)hole.Count)).ShouldBe(lost.Order());
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static SentFigures Sent(long first, long last, long batches, long events, params long[] unproven) =>
        new(Writer, first, last, new ArchiveCount(batches, events), [.. unproven.Select(one => new SequenceRange(one, one))], true);

    private static ArchiveManifest Manifest(int events, IEnumerable<int> arrived)
    {
        var set = new SequenceSet();
        foreach (var number in arrived)
            set.Add(number);
        var count = new ArchiveCount(set.Count, events);
        return new ArchiveManifest
        {
            Hub = "plays",
            Date = new DateOnly(2026, 11, 20),
            Hour = 10,
            Version = 1,
            Plan = "plan",
            SealedAt = default,
            Received = count,
            Archived = count,
            Repeated = default,
            Erased = default,
            Parked = default,
            Parts = [],
            Writers = [new ArchivedWriter(Writer, set.First, set.Last, count, default, default, [.. set.Gaps])],
        };
    }
}
