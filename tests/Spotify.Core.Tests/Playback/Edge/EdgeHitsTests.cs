using System.Globalization;
using Shouldly;
using Spotify.Cli.Local;
using Spotify.Core.Playback.Edge;
using Xunit;

namespace Spotify.Core.Tests.Playback.Edge;

/// <summary>The arithmetic behind the table in docs/playback.md, against the obvious cases and a simulation.</summary>
public sealed class EdgeHitsTests
{
    [Fact]
    public void A_fifth_of_the_tracks_has_four_fifths_of_the_plays() => EdgeHits.Design.Exponent.ShouldBe(0.861, 0.001);

    [Fact]
    public void The_table_in_the_docs_is_what_the_arithmetic_gives()
    {
        TimeSpan[] windows = [TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), TimeSpan.FromHours(6), TimeSpan.FromDays(1)];
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "playback.md"));
        foreach (var (name, places) in (ReadOnlySpan<(string, int)>)[("100 places", 100), ("20 places", 20), ("5 places", 5), ("one place, or a shield behind all", 1)])
        {
            var model = EdgeHits.Design with { Places = places };
            page.ShouldContain($"| {name} | {string.Join(" | ", windows.Select(window => $"{Percent(model.Ratio(window))} ({Percent(model.RatioOfTop(window, 10_000))})"))} |");
        }

        var concentrated = EdgeHits.Design with { TopShare = 0.01, TopPlays = 0.9 };
        page.ShouldContain($"the line of 100 places reads {string.Join(", ", windows.Select(window => Percent(concentrated.Ratio(window))))}.");

        static string Percent(double part) => string.Create(CultureInfo.InvariantCulture, $"{100 * part:0} %");
    }

    [Fact]
    public void The_longer_the_window_the_more_hits_and_fewer_places_and_renditions_make_more()
    {
        TimeSpan[] windows = [TimeSpan.FromMinutes(5), TimeSpan.FromHours(1), TimeSpan.FromHours(6), TimeSpan.FromDays(1)];
        windows.Select(EdgeHits.Design.Ratio).ShouldBeInOrder();
        (EdgeHits.Design with { Places = 20 }).Ratio(windows[1]).ShouldBeGreaterThan(EdgeHits.Design.Ratio(windows[1]));
        (EdgeHits.Design with { Renditions = 1 }).Ratio(windows[1]).ShouldBeGreaterThan(EdgeHits.Design.Ratio(windows[1]));
        EdgeHits.Design.RatioOfTop(windows[1], 10_000).ShouldBeGreaterThan(EdgeHits.Design.Ratio(windows[1]));
    }

    [Fact]
    public void One_object_that_is_asked_for_a_thousand_times_a_window_misses_once() =>
        new EdgeHits(1, 0.2, 0.8, 1000, 1, 1).Ratio(TimeSpan.FromDays(1)).ShouldBe(0.999, 1e-6);

    [Fact]
    public void A_simulation_of_plays_comes_to_the_same()
    {
        var model = new EdgeHits(2_000, 0.2, 0.8, 200_000, 4, 2);
        var weights = Enumerable.Range(1, 2_000).Select(rank => Math.Pow(rank + 1, 1 - model.Exponent) - Math.Pow(rank, 1 - model.Exponent)).ToArray();
        var sums = new double[weights.Length];
        var sum = 0.0;
        for (var i = 0; i < weights.Length; i++)
            sums[i] = sum += weights[i];
        var random = new Random(7);
        var (seen, hits) = (new HashSet<(int Window, int Place, int Track, int Rendition)>(), 0);
        for (var play = 0; play < 200_000; play++)
        {
            var track = Math.Min(weights.Length - 1, Array.BinarySearch(sums, random.NextDouble() * sum) is var found && found < 0 ? ~found : found);
            hits += seen.Add((random.Next(24), random.Next(4), track, random.Next(2))) ? 0 : 1;
        }

        (hits / 200_000.0).ShouldBe(model.Ratio(TimeSpan.FromHours(1)), 0.01);
    }
}
