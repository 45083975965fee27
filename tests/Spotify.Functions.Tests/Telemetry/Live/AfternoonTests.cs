using System.Text.Json;
using Shouldly;
using Spotify.Core.Telemetry.Live;
using Spotify.TestSupport;
using Xunit;
using static Spotify.Functions.Tests.Telemetry.Live.LiveHarness;

namespace Spotify.Functions.Tests.Telemetry.Live;

/// <summary>A simulated afternoon against sets of what was really there: equal where few were there, within the error of the sketches where many were.</summary>
public sealed class AfternoonTests
{
    private static readonly string[] Tracks = [.. Enumerable.Range(0, 30).Select(EveryTrack.Track)];

    private readonly List<double> _errors = [];
    private int _exact;

    [Fact]
    public async Task What_is_told_of_an_afternoon_is_what_happened()
    {
        await using var harness = new LiveHarness();
        var afternoon = new Afternoon(11, Tracks).Listen(TestScale.Of(1_800, 10_000), 7, Start.AddHours(-4), TimeSpan.FromHours(4), "SE", "SE", "SE", "SE", "SE", "NO");
        for (var i = 0; i < 40; i++)
            afternoon.Play($"late-{i}", "NO", Tracks[i % 3], Start.AddSeconds(-i * 5));
        var random = new Random(2);
        // Three processes take turns, and every now and then one is another.
        var consumers = Enumerable.Range(0, 3).Select(_ => harness.NewConsumer()).ToArray();
        foreach (var batch in afternoon.Bodies(Start).Chunk(400))
        {
            if (random.Next(10) == 0)
                consumers[random.Next(3)] = harness.NewConsumer();
            await LiveHarness.DeliverAsync(consumers[random.Next(3)], batch);
        }

        var instance = harness.NewInstance(1);
        CompareStatus((await instance.LiveAsync()).Body, afternoon);
        foreach (var track in Tracks)
            CompareTrack((await instance.TrackAsync(track)).Body, [.. afternoon.Plays.Where(play => play.Track == track)]);
        foreach (var market in (string[])["SE", "NO"])
            CompareChart((await instance.TrendingAsync($"?market={market}")).Body, [.. afternoon.Plays.Where(play => play.Market == market && play.At >= Start.AddMinutes(-25))]);
        foreach (var artist in afternoon.Plays.GroupBy(play => EveryTrack.ArtistOf(play.Track)))
            Compare(await instance.MonthlyListenersAsync(artist.Key), artist.Select(play => play.User));

        // A sketch's standard error is 1.6 %: all estimates together are within it, nearly every one within 3 %, none beyond three times it.
        _exact.ShouldBeGreaterThan(200);
        _errors.Count.ShouldBeGreaterThan(20);
        Math.Sqrt(_errors.Average(error => error * error)).ShouldBeLessThan(0.02);
        _errors.Count(error => error > 0.03).ShouldBeLessThanOrEqualTo(_errors.Count / 12);
        _errors.Max().ShouldBeLessThan(0.05);
    }

    private void CompareStatus(JsonElement body, Afternoon afternoon)
    {
        // Heard from in the minute under way or the four before.
        var now = afternoon.Heard.Where(one => one.At >= Start.AddMinutes(-4)).ToList();
        Compare(body.GetProperty("listeners_now").GetProperty("all").GetInt64(), now.Select(one => one.User));
        foreach (var market in now.GroupBy(one => one.Market))
            Compare(body.GetProperty("listeners_now").GetProperty("markets").GetProperty(market.Key).GetInt64(), market.Select(one => one.User));
        var hours = body.GetProperty("active_by_hour").EnumerateArray().ToDictionary(hour => hour.GetProperty("hour").GetDateTimeOffset());
        hours.Count.ShouldBe(24);
        foreach (var hour in afternoon.Heard.GroupBy(one => Floor(one.At)))
        {
            Compare(hours[hour.Key].GetProperty("all").GetInt64(), hour.Select(one => one.User));
            foreach (var market in hour.GroupBy(one => one.Market))
                Compare(hours[hour.Key].GetProperty("markets").GetProperty(market.Key).GetInt64(), market.Select(one => one.User));
        }

        var rates = body.GetProperty("top_skip_rates").EnumerateArray().ToList();
        rates.Count.ShouldBe(Tracks.Length);
        rates.Select(one => one.GetProperty("low").GetDouble()).ShouldBeInOrder(SortDirection.Descending);
    }

    private void CompareTrack(JsonElement body, List<(string User, string Market, string Track, DateTimeOffset At, bool Skipped)> plays)
    {
        var hours = body.GetProperty("hours").EnumerateArray().ToDictionary(hour => hour.GetProperty("hour").GetDateTimeOffset());
        foreach (var hour in plays.GroupBy(play => Floor(play.At)))
        {
            Compare(hours[hour.Key].GetProperty("plays").GetInt64(), hour);
            Compare(hours[hour.Key].GetProperty("skips").GetInt64(), hour.Where(play => play.Skipped));
            Compare(hours[hour.Key].GetProperty("listeners").GetInt64(), hour.Select(play => play.User));
        }

        var day = body.GetProperty("day");
        Compare(day.GetProperty("plays").GetInt64(), plays);
        Compare(body.GetProperty("listeners").GetInt64(), plays.Select(play => play.User));
        if (plays.Count <= DistinctCount.ExactUpTo)
        {
            var rate = SkipRate.Of(plays.Count, plays.Count(play => play.Skipped));
            (day.GetProperty("rate").GetDouble(), day.GetProperty("low").GetDouble()).ShouldBe((Math.Round(rate.Rate, 4), Math.Round(rate.Low, 4)));
        }
    }

    private void CompareChart(JsonElement body, List<(string User, string Market, string Track, DateTimeOffset At, bool Skipped)> plays)
    {
        var listeners = body.GetProperty("tracks").EnumerateArray().ToDictionary(one => one.GetProperty("track").GetString()!, one => one.GetProperty("listeners").GetInt64());
        listeners.Keys.Order().ShouldBe(plays.Select(play => play.Track).Distinct().Order());
        foreach (var track in plays.GroupBy(play => play.Track))
            Compare(listeners[track.Key], track.Select(play => play.User));
        body.GetProperty("tracks").EnumerateArray().Select(one => one.GetProperty("score").GetDouble()).ShouldBeInOrder(SortDirection.Descending);
    }

    private void Compare<T>(long told, IEnumerable<T> truth)
    {
        var count = truth.Distinct().Count();
        if (count <= DistinctCount.ExactUpTo)
        {
            told.ShouldBe(count);
            _exact++;
        }
        else
        {
            _errors.Add(Math.Abs(((double)told / count) - 1));
        }
    }

    private static DateTimeOffset Floor(DateTimeOffset at) => new(at.Year, at.Month, at.Day, at.Hour, 0, 0, TimeSpan.Zero);
}
