using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Telemetry.Archive;
using Xunit;

namespace Spotify.Core.Tests.Telemetry.Archive;

public sealed class SequenceSetTests
{
    [Fact]
    public void It_is_a_set_and_comes_back_from_its_first_last_and_gaps() => Prop.ForAll(
        Gen.Choose(1, 60).ListOf().ToArbitrary(),
        numbers =>
        {
            var model = new HashSet<long>();
            var set = new SequenceSet();
            foreach (var number in numbers)
                set.Add(number).ShouldBe(model.Add(number));
            set.Count.ShouldBe(model.Count);
            var back = SequenceSet.TryCreate(set.First, set.Last, [.. set.Gaps])!;
            back.Runs.ShouldBe(set.Runs);
            back.Count.ShouldBe(set.Count);
            foreach (var number in Enumerable.Range(0, 62))
                back.Contains(number).ShouldBe(model.Contains(number));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Gaps_that_cannot_be_are_refused()
    {
        SequenceSet.TryCreate(1, 9, [new(1, 2)]).ShouldBeNull();
        SequenceSet.TryCreate(1, 9, [new(8, 9)]).ShouldBeNull();
        SequenceSet.TryCreate(1, 9, [new(5, 6), new(3, 3)]).ShouldBeNull();
        SequenceSet.TryCreate(1, 9, [new(6, 5)]).ShouldBeNull();
        SequenceSet.TryCreate(9, 1, []).ShouldBeNull();
    }
}
