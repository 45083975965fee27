using System.Globalization;
using System.Text.Json;
using Shouldly;
using Spotify.TestSupport;
using Spotify.TestSupport.Simulation;

namespace Spotify.Functions.Tests.EndToEnd;

/// <summary>Compares what the running application answers with what the simulation knows.</summary>
internal sealed class AnsweredTruth(SimulatedClient client, ListenerSimulation simulation, SimulationTruth truth)
{
    private const int ChartSize = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>What is told of the tracks that are played most.</summary>
    public async Task TracksTellTheirCountsAsync()
    {
        foreach (var track in simulation.Catalogue.Tracks.Take(200))
            (await client.CountAsync(track.Id)).ShouldBe(truth.Tracks[track.Number].Counted, track.Id);
    }

    /// <summary>Charts of a date, day and week, of the world and of each market, built at an operator's word.</summary>
    public async Task ChartsRankByPlaysAsync(DateOnly date)
    {
        var day = date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await client.OrderAsync($"/v1/admin/charts/{day}");
        foreach (var (period, from) in ((string, DateOnly)[])[("daily", date), ("weekly", date.AddDays(-6))])
        {
            foreach (var market in truth.Cells.Keys.Select(cell => cell.Market).Distinct().Append("global"))
            {
                var expected = truth.Chart(from, date, market == "global" ? null : market).Take(ChartSize).Select((one, index) => (Rank: index + 1, one.Track.Id, one.Plays)).ToList();
                List<(int, string, long)>? chart = null;
                await Eventually.HoldsAsync($"the {period} chart of {market} of {day} is there", Patience, async () =>
                    (chart = EntriesOf(await client.AskAsync($"/v1/charts/{period}?market={market}&date={day}", "reader"))) is not null || expected.Count == 0);
                (chart ?? []).ShouldBe(expected, $"{period} {market} {day}");
            }
        }
    }

    /// <summary>What listeners are told that they played last, page by page, back to the beginning.</summary>
    public async Task HistoriesAreWhatWasPlayedAsync(int listeners)
    {
        foreach (var story in simulation.Stories().Take(listeners))
        {
            var played = new List<(string Track, DateTimeOffset At)>();
            for (var address = "/v1/me/player/recently-played?limit=50"; address is not null;)
            {
                var page = (await client.AskAsync(address, story.Listener.UserId)).ShouldNotBeNull();
                played.AddRange(page.GetProperty("items").EnumerateArray()
                    .Select(item => (item.GetProperty("track").GetProperty("id").GetString()!, item.GetProperty("played_at").GetDateTimeOffset())));
                address = page.GetProperty("next").GetString();
            }

            played.Select(one => one.At).ShouldBeInOrder(SortDirection.Descending);
            var expected = story.Counted.ToList();
            played.Select(one => one.Track).Order().ShouldBe(expected.Select(listen => listen.Track.Id).Order(), story.Listener.UserId);
            // Corrected times are later by the way of the request, and plays of the same millisecond stand apart by one.
            var times = expected.Where(listen => !listen.Device.IsCorrected).Select(listen => (listen.Track.Id, listen.StartedAt)).ToHashSet();
            times.ShouldAllBe(one => played.Exists(play => play.Track == one.Id && (play.At - one.StartedAt).Duration() < TimeSpan.FromMilliseconds(5)), story.Listener.UserId);
        }
    }

    private static List<(int Rank, string Track, long Plays)>? EntriesOf(JsonElement? answer) => answer is not { } chart ? null
        : [.. chart.GetProperty("entries").EnumerateArray()
            .Select(entry => (entry.GetProperty("rank").GetInt32(), entry.GetProperty("track").GetString()!, entry.GetProperty("plays").GetInt64()))];
}
