using System.Globalization;
using System.Text;
using Shouldly;
using Spotify.Core.Catalog;
using Spotify.Core.Telemetry.Charts;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Telemetry.Charts;

/// <summary>Charts that were really published, rebuilt from their counts.</summary>
public sealed class ChartArchiveTests : IAsyncLifetime
{
    private static readonly string[] Markets = ["ID", "KR", "MY", "PH", "SG", "TH", "VN"];
    // The end of a stretch in which the archive misses no day and no two tracks of a chart have equal counts, which our order tells apart by the id and theirs does not.
    private static readonly DateOnly Last = new(2026, 5, 14);
    private readonly ChartHarness _harness = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    [DataFact("charts")]
    public async Task Seven_markets_of_eight_days_come_out_in_the_archives_order_and_with_its_movements()
    {
        var days = Enumerable.Range(0, 8).Select(back => Last.AddDays(back - 7)).ToList();
        var archive = days.ToDictionary(day => day, day => Markets.ToDictionary(market => market, market => ArchivedChart.Read(market, day)));
        foreach (var day in days)
        {
            foreach (var track in archive[day].SelectMany(chart => chart.Value.Select(row => (Market: chart.Key, Row: row))).GroupBy(one => one.Row.Track))
                await _harness.PlayAsync(day, track.Key, track.ToDictionary(one => one.Market, one => new Dictionary<string, long> { ["premium"] = one.Row.Streams }));
            await _harness.BuildAsync(day);
        }

        foreach (var (before, day) in days.Zip(days.Skip(1)))
        {
            foreach (var market in Markets)
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
        foreach (var market in Markets)
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

    /// <summary>A row of the archive: date, rank, movement, title, days, peak, times at it, streams, change, seven days, change, total.</summary>
    private sealed record ArchivedChart(int Rank, int? Moved, string Title, string Track, long Streams, long? SevenDays)
    {
        public static List<ArchivedChart> Read(string market, DateOnly day)
        {
            var file = string.Create(CultureInfo.InvariantCulture, $"charts/{market.ToLowerInvariant()}_dailytop50_{day:yyyy-MM-dd}.csv");
            return [.. File.ReadLines(TestData.Path(file)).Select(Parse)];
        }

        private static ArchivedChart Parse(string line)
        {
            var fields = Cut(line);
            return new ArchivedChart(
                int.Parse(fields[1], CultureInfo.InvariantCulture),
                fields[2] == "=" ? 0 : int.TryParse(fields[2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var moved) ? moved : null,
                fields[3],
                SpotifyId.Derive("track", fields[3]),
                Number(fields[7])!.Value,
                Number(fields[9]));
        }

        private static long? Number(string text) => long.TryParse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number) ? number : null;

        private static List<string> Cut(string line)
        {
            var fields = new List<string>();
            var field = new StringBuilder();
            var quoted = false;
            foreach (var character in line)
            {
                if (character == '"')
                {
                    quoted = !quoted;
                }
                else if (character == ',' && !quoted)
                {
                    fields.Add(field.ToString());
                    field.Clear();
                }
                else
                {
                    field.Append(character);
                }
            }

            fields.Add(field.ToString());
            return fields;
        }
    }
}
