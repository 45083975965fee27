using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Telemetry.Taste;
using Xunit;

namespace Spotify.Core.Tests.Telemetry.Taste;

public sealed class SignalWeekTests
{
    [Fact]
    public void In_whatever_order_and_how_often_signals_come_the_week_is_the_same() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        // Some keys come with two contents, which is a client's fault.
        var signals = Enumerable.Range(0, 40).Select(_ => Signal(random.Next(25), random.Next(5), random.Next(2) == 0 ? "add" : "remove")).ToArray();
        IReadOnlyList<Signal>? first = null;
        for (var repeat = 0; repeat < 3; repeat++)
        {
            var week = new SignalWeek([]);
            random.Shuffle(signals);
            foreach (var some in signals.Concat(signals.Take(10)).Chunk(random.Next(1, 10)))
                week.Add(some);
            week.Add(signals).ShouldBeFalse();
            week.Signals.ShouldBe(first ??= week.Signals);
        }

        first!.Select(signal => signal.Id).ShouldBe(signals.Select(signal => signal.Id).Distinct(), ignoreOrder: true);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Of_too_many_signals_the_latest_are_kept()
    {
        var week = new SignalWeek([]);
        week.Add(Enumerable.Range(0, 3_000).OrderBy(i => i % 7).Select(i => Signal(i, i))).ShouldBeTrue();
        week.Signals.Select(signal => signal.Id).ShouldBe(Enumerable.Range(1_000, SignalWeek.MaxSignals).Select(i => $"e{i}"));
        week.Add([Signal(5, 5)]).ShouldBeFalse();
    }

    [Fact]
    public void Of_signals_that_are_too_long_together_the_latest_are_kept()
    {
        var week = new SignalWeek([]);
        week.Add(Enumerable.Range(0, 1_000).Select(i => Signal(i, i) with { Query = new string('x', 1_000) }));
        week.Signals.Count.ShouldBeInRange(150, 200);
        week.Signals[^1].Id.ShouldBe("e999");
    }

    [Fact]
    public void Two_devices_may_use_the_same_keys()
    {
        var week = new SignalWeek([]);
        week.Add([Signal(1, 1) with { Device = "d1" }, Signal(1, 1) with { Device = "d2" }]);
        week.Signals.Count.ShouldBe(2);
    }

    private static Signal Signal(int id, int second, string action = "add") => new()
    {
        Id = $"e{id}",
        Type = "library",
        At = DateTimeOffset.FromUnixTimeMilliseconds(Sessions.Origin).AddSeconds(second),
        Action = action,
        Uri = "spotify:track:4uLU6hMCjMI75M1A2tKUQC",
    };
}
