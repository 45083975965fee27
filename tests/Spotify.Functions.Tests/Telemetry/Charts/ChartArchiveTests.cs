using System.Globalization;
using Shouldly;
using Spotify.Core.Telemetry.Charts;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Telemetry.Charts;

/// <summary>Charts that were really published, rebuilt from their counts.</summary>
public sealed class ChartArchiveTests : IAsyncLifetime
{
    private static readonly DateOnly Last = ArchivedChart.LastWhole;
    private readonly ChartHarness _harness = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    [DataFact("charts")]
    public async Task Seven_markets_of_eight_days_come_out_in_the_archives_order_and_with_its_movements()
    {
        var days = Enumerable.Range(0, 8).Select(back => Last.AddDays(back - 7)).ToList();
        var archive = days.ToDictionary(day => day, day => ArchivedChart.Markets.ToDictionary(market => market, market => ArchivedChart.Read(market, day)));
        foreach (var day in days)
        {
            foreach (var track in archive[day].SelectMany(chart => chart.Value.Select(row => (Market: chart.Key, Row: row))).GroupBy(one => one.Row.Track))
                await _harness.PlayAsync(day, track.Key, track.ToDictionary(one => one.Market, one => new Dictionary<string, long> { ["premium"] = one.Row.Streams }));
            await _harness.BuildAsync(day);
        }

        foreach (var (before, day) in days.Zip(days.Skip(1)))
        {
            foreach (var market in ArchivedChart.Markets)
            {
                var entries = await _harness.EntriesAsync(Query(market, day));
                entries.Select(entry => (entry.Track, entry.Plays)).ShouldBe(archive[day][market].Select(row => (row.Track, row.Streams)), $"{market} {day:O}");
                foreach (var (entry, row) in entries.Zip(archive[day][market]))
                {
                    entry.PreviousRank.ShouldBe(archive[before][market].Find(one => one.Track == row.Track)?.Rank);
                    if (entry.PreviousRank is { } previous && row.Moved is { } moved)
                        (previous - entry.Rank).ShouldBe(moved, $"{market} {day:O}: {row.Title}");
                }
            }
        }

        await ShouldSumUpAsync(archive);
    }

    // The archive says how often a track was heard in the seven days; where it was in the top 50 on all of them, that is what its days add up to.
    private async Task ShouldSumUpAsync(Dictionary<DateOnly, Dictionary<string, List<ArchivedChart>>> archive)
    {
        var checkedTracks = 0;
        foreach (var market in ArchivedChart.Markets)
        {
            foreach (var entry in await _harness.EntriesAsync(Query(market, Last), ChartPeriod.Weekly))
            {
                var week = Enumerable.Range(0, 7).Select(back => archive[Last.AddDays(-back)][market].Find(row => row.Track == entry.Track)).ToList();
                entry.Plays.ShouldBe(week.Sum(row => row?.Streams ?? 0));
                if (week.Contains(null) || week[0]!.SevenDays is not { } sevenDays)
                    continue;
                entry.Plays.ShouldBe(sevenDays, $"{market}: {week[0]!.Title}");
                checkedTracks++;
            }
        }

        checkedTracks.ShouldBeGreaterThan(200);
    }

    private static string Query(string market, DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"?market={market}&date={day:yyyy-MM-dd}");
}
