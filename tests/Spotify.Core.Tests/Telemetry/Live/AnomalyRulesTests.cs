using Shouldly;
using Spotify.Core.Telemetry.Live;
using Xunit;

namespace Spotify.Core.Tests.Telemetry.Live;

/// <summary>Made-up histories: markets with a daily and a weekly rhythm and noise, in which something happens or nothing does.</summary>
public sealed class AnomalyRulesTests
{
    private const int Start = 24 * 15;
    private static readonly string[] Markets = ["SE", "NO", "US", "BR", "JP", "IS"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Three_quiet_weeks_raise_nothing(int seed)
    {
        var history = new History(seed);
        for (var hour = 0; hour < 24 * 21; hour++)
            history.Judge(hour).ShouldBeEmpty($"hour {hour}");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(12)]
    [InlineData(20)]
    public void A_market_that_falls_silent_is_found_at_any_time_of_the_day_and_no_other_with_it(int hourOfDay)
    {
        var history = new History(1) { Change = (hour, name, figure) => name == "SE" && hour >= Start + hourOfDay ? default : figure };
        history.Judge(Start + hourOfDay - 1).ShouldBeEmpty();
        var found = history.Judge(Start + hourOfDay);
        found.Select(one => (one.Kind, one.Name, one.Value)).ShouldBe([(AnomalyKind.MarketPlays, "SE", 0), (AnomalyKind.MarketListeners, "SE", 0)]);
        found.ShouldAllBe(one => one.Score < -AnomalyRules.Deviations && one.Expected > 100);
    }

    [Fact]
    public void A_market_that_falls_silent_on_its_second_day_is_found_by_the_hours_before_alone()
    {
        var history = new History(2) { Change = (hour, name, figure) => name == "US" && hour >= 30 ? default : figure };
        for (var hour = 0; hour < 30; hour++)
            history.Judge(hour).ShouldBeEmpty($"hour {hour}");
        history.Judge(30).Select(one => one.Name).Distinct().ShouldBe(["US"]);
    }

    [Fact]
    public void A_market_that_comes_back_is_no_anomaly()
    {
        var history = new History(3) { Change = (hour, name, figure) => name == "SE" && hour is >= Start and < Start + 4 ? default : figure };
        history.Judge(Start).ShouldNotBeEmpty();
        for (var hour = Start + 4; hour < Start + 12; hour++)
            history.Judge(hour).ShouldBeEmpty($"hour {hour}");
    }

    [Fact]
    public void A_market_with_little_traffic_is_left_alone()
    {
        var history = new History(4) { Change = (hour, name, _) => name == "IS" ? new LiveFigure(hour == Start ? 0 : 40, hour == Start ? 0 : 30, 0) : new LiveFigure(1_000, 800, 0) };
        history.Judge(Start).ShouldBeEmpty();
    }

    [Fact]
    public void A_track_that_explodes_is_found_and_one_that_is_new_or_falls_is_not()
    {
        HourFigures Tracks(int hour)
        {
            var random = new Random(hour);
            var figures = Enumerable.Range(0, 50).ToDictionary(i => $"track {i}", i => Noisy(random, 400 + (i * 20)));
            figures["exploding"] = hour == Start ? new LiveFigure(9_000, 7_000, 0) : Noisy(random, 60);
            figures["falling"] = hour == Start ? new LiveFigure(3, 3, 0) : Noisy(random, 2_000);
            if (hour == Start)
                figures["new"] = new LiveFigure(9_000, 7_000, 0);
            return new HourFigures(figures, 0);
        }

        AnomalyRules.OfTracks(Tracks(Start), Days(Tracks, Start), Before(Tracks, Start)).Select(one => (one.Kind, one.Name))
            .ShouldBe([(AnomalyKind.TrackPlays, "exploding"), (AnomalyKind.TrackListeners, "exploding")]);
        AnomalyRules.OfTracks(Tracks(Start - 1), Days(Tracks, Start - 1), Before(Tracks, Start - 1)).ShouldBeEmpty();
    }

    [Fact]
    public void A_track_below_the_cut_of_a_long_list_is_taken_to_be_as_large_as_the_cut()
    {
        // It had anything up to 500 plays in the hours in which it was not among the first.
        HourFigures Tracks(int hour) => new(
            hour is Start or Start - 1 or Start - 2 or Start - 3 or Start - 4
                ? new Dictionary<string, LiveFigure> { ["track"] = new(hour == Start ? 1_400 : 510, hour == Start ? 1_400 : 510, 0) }
                : new Dictionary<string, LiveFigure>(),
            500);
        AnomalyRules.OfTracks(Tracks(Start), Days(Tracks, Start), Before(Tracks, Start)).ShouldBeEmpty();
    }

    [Fact]
    public void A_client_version_that_begins_to_fail_is_found_and_the_others_are_not()
    {
        var found = AnomalyRules.OfClients(Clients(Start, failing: "9.1"), Days(hour => Clients(hour), Start), Before(hour => Clients(hour), Start)).ToList();
        found.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            one => one.Name.ShouldBe("9.1"), one => one.Kind.ShouldBe(AnomalyKind.ClientErrors), one => one.Value.ShouldBe(0.2, 0.03), one => one.Expected.ShouldBe(0.01, 0.005));
    }

    [Fact]
    public void A_new_client_version_that_fails_is_found_by_the_others_and_one_that_works_is_not()
    {
        foreach (var (errors, isFound) in (IEnumerable<(double, bool)>)[(0.3, true), (0.01, false), (0.03, false)])
        {
            var hour = Clients(Start);
            var figures = new Dictionary<string, LiveFigure>(hour.ByName) { ["10.0"] = new(500, 0, (long)(500 * errors)) };
            AnomalyRules.OfClients(new HourFigures(figures, 0), Days(one => Clients(one), Start), Before(one => Clients(one), Start)).Any().ShouldBe(isFound);
        }
    }

    [Fact]
    public void Quiet_client_versions_raise_nothing_for_three_weeks()
    {
        for (var hour = 0; hour < 24 * 21; hour++)
            AnomalyRules.OfClients(Clients(hour), Days(one => Clients(one), hour), Before(one => Clients(one), hour)).ShouldBeEmpty($"hour {hour}");
    }

    [Fact]
    public void Without_history_nothing_departs_from_it() =>
        AnomalyRules.OfMarkets(new HourFigures(new Dictionary<string, LiveFigure> { ["SE"] = new(100_000, 90_000, 0) }, 0), [], []).ShouldBeEmpty();

    [Fact]
    public void Figures_of_a_set_are_cut_at_the_names_with_the_most_plays()
    {
        var set = new SketchSet();
        foreach (var (name, plays) in (IEnumerable<(string, int)>)[("SE", 5), ("NO", 9), ("FI", 3)])
        {
            for (var play = 0; play < plays; play++)
                set.Add(LiveName.Of(name), LiveMeasure.Plays, LiveHash.OfListener($"{play}"));
        }

        var figures = HourFigures.From(set, LiveName.TextOf, 2);
        figures.ByName.Keys.Order().ShouldBe(["NO", "SE"]);
        (figures.CutOff, figures.Of("FI").Plays, figures.Of("SE").Plays).ShouldBe((3, 3, 5));
        HourFigures.From(set, LiveName.TextOf, 3).CutOff.ShouldBe(0);
    }

    private static HourFigures Clients(int hour, string? failing = null)
    {
        var random = new Random(hour);
        return new HourFigures(
            ((string[])["9.1", "9.0", "8.7", "web", "tv"]).ToDictionary(name => name, name =>
            {
                var plays = 800 + random.Next(400);
                return new LiveFigure(plays, 0, Enumerable.Range(0, plays).Count(_ => random.NextDouble() < (name == failing ? 0.2 : 0.01)));
            }),
            0);
    }

    private static LiveFigure Noisy(Random random, double mean)
    {
        // Chance, and a tenth more or less besides.
        var plays = mean * (1 + (0.1 * Normal(random)));
        plays = Math.Max(0, plays + (Math.Sqrt(Math.Max(1, plays)) * Normal(random)));
        return new LiveFigure((long)plays, (long)(plays * 0.8), 0);
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static List<HourFigures> Days(Func<int, HourFigures> at, int hour) =>
        [.. Enumerable.Range(1, AnomalyRules.Days).Select(day => hour - (24 * day)).Where(one => one >= 0).Select(at)];

    private static List<HourFigures> Before(Func<int, HourFigures> at, int hour) =>
        [.. Enumerable.Range(1, AnomalyRules.Hours).Select(back => hour - back).Where(one => one >= 0).Select(at)];

    private sealed class History(int seed)
    {
        public Func<int, string, LiveFigure, LiveFigure> Change { get; init; } = (_, _, figure) => figure;

        public List<Anomaly> Judge(int hour) => [.. AnomalyRules.OfMarkets(At(hour), Days(At, hour), Before(At, hour))];

        private HourFigures At(int hour)
        {
            var figures = new Dictionary<string, LiveFigure>();
            for (var i = 0; i < Markets.Length; i++)
            {
                // Eight times as many in the evening as before dawn, a third more at the weekend, each market with its own evening.
                var daily = Math.Exp(1.04 * Math.Sin(2 * Math.PI * (hour + (i * 4)) / 24));
                var weekly = hour / 24 % 7 >= 5 ? 1.33 : 1;
                var figure = Change(hour, Markets[i], Noisy(new Random((seed * 1_000_000) + (hour * 100) + i), 1_500 * (i + 1) * daily * weekly));
                if (figure.Plays > 0)
                    figures[Markets[i]] = figure;
            }

            return new HourFigures(figures, 0);
        }
    }
}
