using System.Globalization;
using System.Security.Cryptography;
using Shouldly;
using Spotify.Core.Catalog;
using Spotify.Functions.Telemetry.Listeners;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Telemetry.Charts;

/// <summary>From events to charts: what the consumer counted is what is ranked.</summary>
public sealed class CountedChartsTests : IAsyncLifetime
{
    private readonly ChartHarness _harness = new();
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly RealPlays _plays;

    public CountedChartsTests() => _plays = new RealPlays(_harness.Documents, new ListenerKeys(_harness.Documents, _random, _harness.Clock), _harness.Clock);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _plays.Dispose();
        _random.Dispose();
        await _harness.DisposeAsync();
    }

    [Fact]
    public async Task Charts_are_the_counted_plays_of_the_day_of_their_start_however_often_they_are_delivered()
    {
        var tracks = Enumerable.Range(0, 60).Select(number => SpotifyId.Derive("track", $"{number}")).ToList();
        var random = new Random(3);
        var truth = new Dictionary<(string Market, DateOnly Day, string Track), long>();
        var bodies = new List<byte[]>();
        foreach (var market in (string[])["SE", "US"])
        {
            foreach (var day in (DateOnly[])[ChartHarness.Today.AddDays(-1), ChartHarness.Today])
            {
                var heard = Enumerable.Range(0, 300).Select(_ => tracks[Math.Min(random.Next(60), random.Next(60))]).ToList();
                foreach (var track in heard)
                    truth[(market, day, track)] = truth.GetValueOrDefault((market, day, track)) + 1;
                bodies.AddRange(await _plays.PlayAsync($"{market}-{day:dd}", market, day.ToDateTime(new TimeOnly(0, 0), DateTimeKind.Utc), heard));
            }
        }

        await _plays.DeliverAsync(bodies);
        await _harness.BuildAsync();

        foreach (var chart in truth.GroupBy(one => (one.Key.Market, one.Key.Day)))
        {
            (await _harness.EntriesAsync(Query(chart.Key.Market, chart.Key.Day))).Select(entry => (entry.Track, entry.Plays)).ShouldBe(
                chart.Select(one => (one.Key.Track, one.Value)).OrderByDescending(one => one.Value).ThenBy(one => one.Track, StringComparer.Ordinal).Take(50));
        }
    }

    [DataFact("charts")]
    public async Task Real_schedules_replayed_as_events_come_out_in_the_archives_order()
    {
        var days = Enumerable.Range(0, 3).Select(day => ArchivedChart.LastWhole.AddDays(day - 2)).ToList();
        var markets = ArchivedChart.Markets.Take(TestScale.Of(3, 7)).ToList();
        foreach (var day in days)
        {
            var begin = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
            _harness.Clock.Now = begin.AddDays(1).AddMinutes(10);
            foreach (var market in markets)
            {
                // A listener has time for some 2,000 plays a day.
                var heard = ArchivedChart.Read(market, day).SelectMany(row => Enumerable.Repeat(row.Track, Scaled(row)));
                foreach (var (listener, tracks) in heard.Chunk(2000).Index())
                    await _plays.PlayAsync($"{market}-{listener}", market, begin, tracks);
            }

            await _harness.BuildAsync(day);
        }

        foreach (var (before, day) in days.Zip(days.Skip(1)))
        {
            foreach (var market in markets)
            {
                var (archive, previous) = (ArchivedChart.Read(market, day), ArchivedChart.Read(market, before));
                (await _harness.EntriesAsync(Query(market, day))).Select(entry => (entry.Rank, entry.PreviousRank, entry.Track, entry.Plays)).ShouldBe(
                    archive.Select(row => (row.Rank, previous.Find(one => one.Track == row.Track)?.Rank, row.Track, (long)Scaled(row))), $"{market} {day:O}");
            }
        }
    }

    // Some thousandths of the streams, and a play more for each rank, so that the order stays.
    private static int Scaled(ArchivedChart row) => (int)Math.Min(row.Streams / 20_000, 80) + 51 - row.Rank;

    private static string Query(string market, DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"?market={market}&date={day:yyyy-MM-dd}");
}
