using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Functions.Platform.Resilience;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Platform.Resilience;

/// <summary>DESIGN section 6: opens after 5 failures, tries again after 30 s, closes after 3 successes.</summary>
public sealed class CircuitTests
{
    private readonly FakeTimeProvider _time = new("2026-11-20T10:00:00Z");

    [Fact]
    public void It_opens_with_the_fifth_failure_in_a_row_and_no_earlier()
    {
        var circuit = Circuit();
        Fail(circuit, 4);
        circuit.Succeeded(circuit.Enter());
        Fail(circuit, 4);
        circuit.State.ShouldBe(CircuitState.Closed);
        Fail(circuit, 1);
        circuit.State.ShouldBe(CircuitState.Open);
        circuit.Enter().ShouldBe(CircuitEntry.Refused);
    }

    [Fact]
    public void After_thirty_seconds_one_call_at_a_time_tries_and_three_successes_close_it()
    {
        var circuit = Opened();
        _time.Advance(TimeSpan.FromSeconds(30) - TimeSpan.FromTicks(1));
        circuit.Enter().ShouldBe(CircuitEntry.Refused);
        _time.Advance(TimeSpan.FromTicks(1));
        for (var i = 0; i < 3; i++)
        {
            circuit.State.ShouldBe(CircuitState.Trying);
            circuit.Enter().ShouldBe(CircuitEntry.Trial);
            circuit.Enter().ShouldBe(CircuitEntry.Refused);
            circuit.Succeeded(CircuitEntry.Trial);
        }

        circuit.State.ShouldBe(CircuitState.Closed);
        circuit.Enter().ShouldBe(CircuitEntry.Ordinary);
    }

    [Fact]
    public void A_trial_that_fails_leaves_it_open_for_another_thirty_seconds()
    {
        var circuit = Opened();
        _time.Advance(TimeSpan.FromSeconds(30));
        circuit.Succeeded(circuit.Enter());
        circuit.Failed(circuit.Enter());
        _time.Advance(TimeSpan.FromSeconds(29));
        circuit.Enter().ShouldBe(CircuitEntry.Refused);
        _time.Advance(TimeSpan.FromSeconds(1));
        circuit.Enter().ShouldBe(CircuitEntry.Trial);
    }

    [Fact]
    public void A_trial_whose_caller_went_away_makes_room_for_the_next()
    {
        var circuit = Opened();
        _time.Advance(TimeSpan.FromSeconds(30));
        circuit.Left(circuit.Enter());
        circuit.Enter().ShouldBe(CircuitEntry.Trial);
    }

    [Fact]
    public void Whatever_happens_it_never_lets_two_try_at_once_and_always_lets_somebody_in_at_last() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.ListOf(Gen.Choose(0, 4)).ToArbitrary(),
        steps =>
        {
            var (circuit, open) = (Circuit(), new List<CircuitEntry>());
            foreach (var step in steps)
            {
                if (step == 0)
                    _time.Advance(TimeSpan.FromSeconds(20));
                else if (step == 1 || open.Count == 0)
                    Add(circuit.Enter());
                else if (step == 2)
                    circuit.Failed(Take());
                else if (step == 3)
                    circuit.Succeeded(Take());
                else
                    circuit.Left(Take());
            }

            while (open.Count > 0)
                circuit.Failed(Take());
            _time.Advance(TimeSpan.FromSeconds(30));
            return circuit.Enter() != CircuitEntry.Refused;

            void Add(CircuitEntry entry)
            {
                if (entry == CircuitEntry.Trial)
                    open.ShouldNotContain(CircuitEntry.Trial);
                if (entry != CircuitEntry.Refused)
                    open.Add(entry);
            }

            CircuitEntry Take()
            {
                var entry = open[0];
                open.RemoveAt(0);
                return entry;
            }
        }));

    private Circuit Circuit() => new(new CircuitOptions(), _time);

    private Circuit Opened()
    {
        var circuit = Circuit();
        Fail(circuit, 5);
        return circuit;
    }

    private static void Fail(Circuit circuit, int times)
    {
        for (var i = 0; i < times; i++)
            circuit.Failed(circuit.Enter());
    }
}
