using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Shouldly;
using Spotify.Cli.Local;
using Spotify.Core.Telemetry.Archive;
using Spotify.Functions.Platform.Events;
using Spotify.Functions.Telemetry.Archive;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Telemetry.Archive;

/// <summary>The documented queries, run by DuckDB over an archive that the real consumers made.</summary>
public sealed class ArchiveQueriesTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly string Clients = Path.Combine(Repository.Root, "tests", "clients");

    private readonly List<Event> _truth = [];

    [DuckDbFact]
    public async Task DuckDB_answers_the_documented_queries_with_the_truth()
    {
        await using var harness = await ArchiveHarness.CreateAsync(azurite);
        var random = new Random(5);
        SimulatedSender[] senders = [new("00000000000000a1"), new("00000000000000b2")];
        ArchiveHour[] hours = [ArchiveHarness.Hour, ArchiveHarness.Hour.Plus(-11), ArchiveHarness.Hour.Plus(-1)];
        for (var i = 0; i < 90; i++)
            Request(senders[i % 2], random, $"user-{random.Next(8)}", hours[i % 3], $"s{i}");
        // A client that heard nothing sends once more: another receipt of the same events.
        var repeats = senders[0].Sent.Take(5).Select(one => senders[0].Send(one.Hub, ArchiveHarness.Hour, one.Body, one.Ids)).ToList();
        foreach (var batch in senders.SelectMany(sender => sender.Sent).Concat(repeats).Chunk(10))
            await harness.DeliverAsync(batch.Select(one => one.ToEvent()));
        foreach (var hour in hours)
            await harness.SealAsync(new SealInput(EventHubNames.Plays, hour.ToString()));
        using var folder = new TempFolder();
        foreach (var (name, bytes) in await harness.BlobsAsync())
        {
            var file = folder.File(name);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllBytesAsync(file, bytes);
        }

        var answers = await QueryAsync(folder.Path);
        var starts = _truth.Where(one => one.Type == "start").ToList();
        Rows(answers, "plays_by_market_and_day").ShouldBe(
            from one in starts
            group one by (one.Market, Date: one.Hour.DateText) into day
            orderby day.Key.Date, day.Key.Market
            select $"{day.Key.Date} {day.Key.Market} {day.Count()} {day.Select(one => one.User).Distinct().Count()}");
        Rows(answers, "skip_rate_by_track").ShouldBe(
            from one in _truth
            group one by one.Track into track
            let begun = track.Count(one => one.Type == "start")
            let skipped = track.Count(one => one.Type == "skip")
            orderby begun descending, track.Key
            select string.Create(CultureInfo.InvariantCulture, $"{track.Key} {begun} {skipped} {Math.Round((double)skipped / begun, 3, MidpointRounding.AwayFromZero)}"));
        Rows(answers, "first_audio_by_app_version").ShouldBe(
            from one in starts
            group one.FirstAudioMs by one.Version into version
            let sorted = version.Order().ToList()
            orderby version.Key
            select $"{version.Key} {sorted.Count} {Percentile(sorted, 50)} {Percentile(sorted, 95)} {Percentile(sorted, 99)}");
    }

    private static int Percentile(List<int> sorted, int percent) => sorted[Math.Max(0, ((sorted.Count * percent) + 99) / 100 - 1)];

    private static IEnumerable<string> Rows(JsonElement answers, string query) =>
        answers.GetProperty(query).EnumerateArray().Select(row => string.Join(' ', row.EnumerateObject().Select(column => column.Value.ToString())));

    private static async Task<JsonElement> QueryAsync(string folder)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(Clients, "duckdb-query.js"), folder]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var node = Process.Start(start)!;
        var problem = node.StandardError.ReadToEndAsync();
        var answer = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        node.ExitCode.ShouldBe(0, await problem);
        return JsonDocument.Parse(answer).RootElement;
    }

    private void Request(SimulatedSender sender, Random random, string user, ArchiveHour hour, string session)
    {
        var (market, version, track) = (random.Next(2) == 0 ? "SE" : "NO", $"9.{random.Next(3)}.0", random.Next(1, 5).ToString("D22", CultureInfo.InvariantCulture));
        var (at, firstAudio, isSkipped) = (hour.Start.AddMinutes(7), random.Next(80, 900), random.Next(3) == 0);
        var time = at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        var end = isSkipped ? "skip" : "complete";
        var body = Encoding.UTF8.GetBytes($$"""
            {"device":{"id":"device-of-{{user}}","type":"phone","app_version":"{{version}}"},"events":[
              {"id":"{{session}}-1","type":"start","session":"{{session}}","track":"{{track}}","position_ms":0,"at":"{{time}}","first_audio_ms":{{firstAudio}}},
              {"id":"{{session}}-2","type":"{{end}}","session":"{{session}}","track":"{{track}}","position_ms":31000,"at":"{{time}}"}]}
            """);
        sender.Send(EventHubNames.Plays, hour, SimulatedSender.Pack(user, body, at, market), $"{session}-1", $"{session}-2");
        _truth.Add(new Event("start", user, market, version, track, hour, firstAudio));
        _truth.Add(new Event(end, user, market, version, track, hour, 0));
    }

    private sealed record Event(string Type, string User, string Market, string Version, string Track, ArchiveHour Hour, int FirstAudioMs);

    private sealed class DuckDbFactAttribute : FactAttribute
    {
        public DuckDbFactAttribute()
        {
            if (!Directory.Exists(Path.Combine(Clients, "node_modules", "@duckdb", "node-api")))
                Skip = "npm's DuckDB is not installed: run 'npm ci' in tests/clients, or the tests by ./dev test, which does it.";
        }
    }
}
