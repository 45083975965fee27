using System.Text.Json;
using Shouldly;
using Spotify.Functions.Platform.Documents;
using Xunit;
using static Spotify.Functions.Tests.Telemetry.Live.LiveHarness;

namespace Spotify.Functions.Tests.Telemetry.Live;

/// <summary>Hours of made-up traffic through the consumer, and the timer function after each.</summary>
public sealed class FindAnomaliesTests : IAsyncLifetime
{
    private const int Plays = 150;

    private readonly LiveHarness _harness = new();
    private readonly Instance _instance;

    public FindAnomaliesTests() => _instance = _harness.NewInstance();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    [Fact]
    public async Task Quiet_hours_raise_nothing_and_what_departs_is_found_stored_and_counted_once()
    {
        for (var hour = 0; hour < 7; hour++)
        {
            await DeliverAsync(hour, "SE", Plays + hour, errors: 2);
            await DeliverAsync(hour, "NO", Plays - hour, errors: 1);
            await JudgeAsync(hour);
            (await AnomaliesAsync()).ShouldBeEmpty($"hour {hour}");
        }

        // Sweden falls silent, and Norway fails at a track that all of it plays.
        await DeliverAsync(7, "NO", 600, errors: 200, track: EveryTrack.Track(1));
        await JudgeAsync(7);
        await JudgeAsync(7);
        var found = await AnomaliesAsync();
        found.Select(one => (one.GetProperty("kind").GetString(), one.GetProperty("name").GetString())).ShouldBe(
            [
                ("market_plays", "SE"), ("market_listeners", "SE"), ("track_plays", EveryTrack.Track(1)), ("track_listeners", EveryTrack.Track(1)), ("client_errors", "9.1"),
            ],
            ignoreOrder: true);
        found.ShouldAllBe(one => one.GetProperty("hour").GetDateTimeOffset() == Start.AddHours(7));
        var silent = found.Single(one => one.GetProperty("kind").GetString() == "market_plays");
        (silent.GetProperty("value").GetDouble(), silent.GetProperty("expected").GetDouble()).ShouldBe((0, Plays + 3.5));
        _harness.Counted["market_plays"].ShouldBe(1);
    }

    [Fact]
    public async Task While_the_consumer_is_behind_a_quiet_hour_is_not_judged()
    {
        for (var hour = 0; hour < 6; hour++)
        {
            await DeliverAsync(hour, "SE", Plays);
            await JudgeAsync(hour);
        }

        // Nothing came, and nothing that arrived after the hour has been handled: who knows.
        _harness.Clock.Now = Start.AddHours(7).AddMinutes(10);
        await _instance.FindAnomaliesAsync();
        (await AnomaliesAsync()).ShouldBeEmpty();

        await JudgeAsync(6);
        (await AnomaliesAsync()).Select(one => one.GetProperty("name").GetString()).Distinct().Order(StringComparer.Ordinal).ShouldBe(["*", "SE"]);
    }

    [Fact]
    public async Task Events_that_come_late_mend_the_history()
    {
        for (var hour = 0; hour < 6; hour++)
        {
            await DeliverAsync(hour, "SE", Plays);
            await JudgeAsync(hour);
        }

        // The hour before seemed small when it was judged.
        await DeliverAsync(6, "SE", 60);
        await JudgeAsync(6);
        (await AnomaliesAsync()).ShouldBeEmpty();
        _harness.Clock.Now = Start.AddHours(7).AddMinutes(30);
        await DeliverAsync(6, "SE", Plays, moveClock: false);
        await DeliverAsync(7, "SE", Plays);
        await JudgeAsync(7);
        (await HistoryAsync("2026-11-20T22")).GetProperty("SE").GetProperty("plays").GetInt64().ShouldBe(Plays);
    }

    private async Task DeliverAsync(int hour, string market, int plays, int errors = 0, string? track = null, bool moveClock = true)
    {
        var from = Start.AddHours(hour);
        if (moveClock)
            _harness.Clock.Now = from.AddMinutes(50);
        await _harness.DeliverAsync(Enumerable.Range(0, plays).Select(user => Afternoon.Pack(
            $"user-{market}-{user}",
            market,
            [
                Afternoon.Event($"{hour}-1", "start", track ?? EveryTrack.Track(user % 10), from.AddSeconds(user % 2_000), session: $"s{hour}"),
                .. user < errors ? (object[])[Afternoon.Event($"{hour}-2", "error", track ?? EveryTrack.Track(user % 10), from.AddSeconds((user % 2_000) + 5), session: $"s{hour}")] : [],
            ],
            _harness.Clock.Now)));
    }

    /// <summary>Ten minutes past the hour after, when somebody is already listening to something.</summary>
    private async Task JudgeAsync(int hour)
    {
        _harness.Clock.Now = Start.AddHours(hour + 1).AddMinutes(10);
        await _harness.DeliverAsync(Afternoon.Pack("somebody", "FI", [Afternoon.Event("1", "progress", EveryTrack.Track(5), _harness.Clock.Now, 1_000)], _harness.Clock.Now));
        await _instance.FindAnomaliesAsync();
    }

    private async Task<List<JsonElement>> AnomaliesAsync() => [.. (await _harness.NewInstance().LiveAsync()).Body.GetProperty("anomalies").EnumerateArray()];

    private async Task<JsonElement> HistoryAsync(string hour) => (await _harness.Store.ReadAsync<JsonElement>(
        DocumentContainer.Aggregates, "history:markets", hour))!.Value.GetProperty("figures");
}
