using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Ingestion.Turns;
using Xunit;

namespace Spotify.Core.Tests.Ingestion.Turns;

/// <summary>The order of turns, over whatever labels ask for and whenever turns end.</summary>
public class TurnClockTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);

    private static Gen<IReadOnlyList<Step>> Stories =>
        from steps in Gen.ListOf(Gen.Frequency(
            (3, from label in Gen.Choose(0, 4) from line in Gen.Elements(TurnLine.Near, TurnLine.Ordinary) from count in Gen.Choose(1, 12) select new Step(label, line, count)),
            (4, from count in Gen.Choose(1, 6) select new Step(-1, default, count))))
        select (IReadOnlyList<Step>)[.. steps];

    [Theory]
    [InlineData("2026-11-20", TurnLine.Near)]
    [InlineData("2026-11-22", TurnLine.Near)]
    [InlineData("2026-11-19", TurnLine.Near)]
    [InlineData("2026-11-23", TurnLine.Ordinary)]
    [InlineData("2026-11-17", TurnLine.Ordinary)]
    [InlineData("1975-01-01", TurnLine.Ordinary)]
    [InlineData("9999-12-31", TurnLine.Ordinary)]
    [InlineData(null, TurnLine.Ordinary)]
    public void What_comes_out_within_two_days_or_came_out_within_two_is_near(string? date, TurnLine line) =>
        TurnClock.LineOf(date is null ? null : DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture), Now).ShouldBe(line);

    [Fact]
    public void Another_labels_single_waits_for_the_tracks_in_work_and_for_nothing_of_the_ten_thousand()
    {
        var lines = new Lines(4);
        lines.Ask(0, TurnLine.Ordinary, 10_000);
        lines.GiveAll();
        for (var ended = 0; ended < 1_000; ended++)
            lines.EndOne();
        lines.Ask(1, TurnLine.Ordinary, 1);
        lines.EndOne();
        lines.Given[^1].Label.ShouldBe(1);
    }

    [Fact]
    public void A_label_that_comes_with_one_single_after_the_other_shares_with_the_one_that_came_with_thousands()
    {
        var lines = new Lines(1);
        lines.Ask(0, TurnLine.Ordinary, 1_000);
        lines.GiveAll();
        for (var i = 0; i < 200; i++)
        {
            lines.Ask(1, TurnLine.Ordinary, 1);
            lines.EndOne();
        }

        lines.Given.Count(turn => turn.Label == 0).ShouldBeInRange(100, 102);
    }

    [Fact]
    public void Turns_are_never_more_than_there_are_and_never_idle_while_somebody_waits() => Holds(lines =>
    {
        lines.Running.ShouldBeLessThanOrEqualTo(lines.AtOnce);
        if (lines.WaitingCount > 0)
            lines.Running.ShouldBe(lines.AtOnce);
    });

    [Fact]
    public void A_labels_tracks_keep_their_order_within_a_line() => Holds(lines =>
    {
        foreach (var flow in lines.Given.GroupBy(turn => (turn.Label, turn.Place.Line)))
            flow.Select(turn => turn.Order).ShouldBeInOrder();
    });

    [Fact]
    public void Near_releases_go_first_but_no_more_than_three_before_one_of_the_others() => Holds(lines =>
    {
        var inARow = 0;
        foreach (var turn in lines.Given)
        {
            if (turn.Place.Line == TurnLine.Near)
            {
                inARow = turn.OrdinaryWaited ? inARow + 1 : 0;
                inARow.ShouldBeLessThanOrEqualTo(TurnClock.MostNearInARow);
            }
            else
            {
                (turn.NearWaited && inARow < TurnClock.MostNearInARow).ShouldBeFalse();
                inARow = 0;
            }
        }
    });

    [Fact]
    public void Whoever_comes_first_of_its_label_has_a_turn_before_any_other_label_has_a_third_in_its_line() => Holds(lines =>
    {
        foreach (var one in lines.Given.Where(turn => turn.WasAlone))
        {
            var since = lines.Given.Where(turn => turn.Place.Line == one.Place.Line && turn.Label != one.Label && turn.GivenAt >= one.AskedAt && turn.GivenAt < one.GivenAt);
            foreach (var other in since.GroupBy(turn => turn.Label))
                other.Count().ShouldBeLessThanOrEqualTo(2);
        }
    });

    [Fact]
    public void Two_labels_that_both_have_tracks_waiting_get_the_same_share() => Prop.ForAll(
        Arb.From(from before in Stories from ends in Gen.Choose(1, 60) select (before, ends)),
        story =>
        {
            var lines = Lines.Play(story.before);
            lines.Ask(0, TurnLine.Ordinary, 200);
            lines.Ask(1, TurnLine.Ordinary, 200);
            var (first, second) = (lines.GivenTo(0), lines.GivenTo(1));
            for (var i = 0; i < story.ends; i++)
                lines.EndOne();
            Math.Abs((lines.GivenTo(0) - first) - (lines.GivenTo(1) - second)).ShouldBeLessThanOrEqualTo(2);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Nobody_starves_whatever_near_releases_keep_coming()
    {
        var lines = new Lines(2);
        lines.Ask(0, TurnLine.Ordinary, 50);
        for (var i = 0; i < 400; i++)
        {
            lines.Ask(1 + (i % 3), TurnLine.Near, 2);
            lines.EndOne();
        }

        lines.GivenTo(0).ShouldBe(50);
    }

    private static void Holds(Action<Lines> property) => Prop.ForAll(Arb.From(Stories), story => property(Lines.Play(story, property))).QuickCheckThrowOnFailure();

    private sealed record Step(int Label, TurnLine Line, int Count);

    private sealed record Given(int Label, TurnPlace Place, int Order, int AskedAt, int GivenAt, bool WasAlone, bool NearWaited, bool OrdinaryWaited);

    /// <summary>Both lines in memory.</summary>
    private sealed class Lines(int atOnce)
    {
        private readonly SortedDictionary<TurnPlace, (int Label, int Order, int AskedAt, bool WasAlone)>[] _waiting = [[], []];
        private readonly Dictionary<int, LabelTurns> _labels = [];
        private TurnClock _clock = TurnClock.Zero;
        private int _order;

        public int AtOnce => atOnce;

        public int Running { get; private set; }

        public int WaitingCount => _waiting[0].Count + _waiting[1].Count;

        public List<Given> Given { get; } = [];

        public static Lines Play(IReadOnlyList<Step> story, Action<Lines>? after = null)
        {
            var lines = new Lines(3);
            foreach (var step in story)
            {
                if (step.Label >= 0)
                    lines.Ask(step.Label, step.Line, step.Count);
                else
                    Enumerable.Range(0, step.Count).ToList().ForEach(_ => lines.EndOne());
                lines.GiveAll();
                after?.Invoke(lines);
            }

            return lines;
        }

        public int GivenTo(int label) => Given.Count(turn => turn.Label == label && turn.Place.Line == TurnLine.Ordinary);

        public void Ask(int label, TurnLine line, int count)
        {
            for (var i = 0; i < count; i++)
            {
                var isAlone = !_waiting[(int)line].Values.Any(one => one.Label == label);
                var known = _labels.GetValueOrDefault(label);
                var place = _clock.PlaceOf(line, known);
                _clock = _clock.AfterAsking();
                _labels[label] = known.After(place);
                _waiting[(int)line].Add(place, (label, _order++, Given.Count, isAlone));
            }
        }

        public void EndOne()
        {
            Running = Math.Max(0, Running - 1);
            GiveAll();
        }

        public void GiveAll()
        {
            while (WaitingCount > 0 && Running < atOnce)
            {
                var (near, ordinary) = (_waiting[0].Count > 0, _waiting[1].Count > 0);
                // One at a time and several at once must be the same.
                var one = _clock.Choose([.. _waiting[0].Keys.Take(1)], [.. _waiting[1].Keys.Take(1)], 1);
                var many = _clock.Choose([.. _waiting[0].Keys.Take(5)], [.. _waiting[1].Keys.Take(5)], 5);
                many.Places[0].ShouldBe(one.Places[0]);
                var place = one.Places.Single();
                _clock = one.Clock;
                var line = _waiting[(int)place.Line];
                var (label, order, askedAt, wasAlone) = line[place];
                line.Remove(place);
                Running++;
                Given.Add(new Given(label, place, order, askedAt, Given.Count, wasAlone, near, ordinary));
            }
        }
    }
}
