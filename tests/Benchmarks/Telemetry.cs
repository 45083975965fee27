using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Spectre.Console;
using Spotify.Cli.Local;
using Spotify.Core.Catalog;
using Spotify.Sqlite;

namespace Benchmarks;

/// <summary>
/// Events a second from <c>POST /v1/events</c> through hub and ledger to counts that equal the truth, beside raw batched inserts of as many rows into SQLite;
/// and how long a count takes to be visible at a moderate load.
/// </summary>
internal sealed class Telemetry : IScenario
{
    private const int Connections = 8;
    private const int Listeners = 2000;
    private const int PlaysARequest = 62;
    private static readonly TimeSpan Load = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan MostWait = TimeSpan.FromMinutes(2);

    public string Name => "telemetry";

    public string Description => "events a second from request to count, beside raw batched SQLite inserts";

    public async Task<ScenarioResult> RunAsync(ScenarioContext context)
    {
        var data = Path.Combine(context.Folder, "data");
        Directory.CreateDirectory(data);
        var tracks = await AuthoriseCatalogue.PublishAsync(data, 50, context.CancellationToken);
        var bodies = Enumerable.Range(0, 64).Select(number => TelemetryBody.Create(tracks, number, PlaysARequest)).ToList();
        var settings = new Dictionary<string, string> { ["EventHubs"] = "Endpoint=sb://bench/;SharedAccessKeyName=local;SharedAccessKey=local" };
        await using var platform = await LocalPlatform.StartAsync(data, settings: settings, onOutput: Environment.GetEnvironmentVariable("BENCH_LOG") is null ? _ => { } : Console.WriteLine, cancellationToken: context.CancellationToken);
        var tokens = Enumerable.Range(0, Listeners).Select(number => LocalTokens.Issue(data, $"listener-{number}")).ToList();
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = Connections * 2, UseCookies = false };
        using var client = new HttpClient(handler) { BaseAddress = platform.Application.Address };

        var visible = await VisibleAfterAsync(client, tracks, tokens[^1], context.CancellationToken);
        var truth = await CountsAsync(client, tracks, tokens[0], context.CancellationToken);
        var watch = Stopwatch.StartNew();
        var requests = await SendAsync(client, bodies, tokens, truth, context.CancellationToken);
        var sent = watch.Elapsed;
        await WaitForAsync(client, tracks, tokens[0], truth, context.CancellationToken);
        var elapsed = watch.Elapsed;

        var events = (long)requests * bodies[0].Events;
        var ours = events / elapsed.TotalSeconds;
        var peer = await InsertRawAsync(Path.Combine(context.Folder, "peer.db"), Math.Min(events, 500_000));
        var memory = MemoryOf(platform.Application.Process.Id);
        var table = new Table().AddColumns("", "events/s", "requests/s", "visible p50 ms", "visible p99 ms");
        table.AddRow("request to count", $"{ours:0}", $"{requests / sent.TotalSeconds:0}", $"{Percentile(visible, .5):0}", $"{Percentile(visible, .99):0}");
        table.AddRow("SQLite, 500 rows a transaction", $"{peer:0}", "", "", "");
        AnsiConsole.Write(table);
        Console.WriteLine($"{events} events in {requests} requests, {elapsed.TotalSeconds:0.0} s until all counts were right ({sent.TotalSeconds:0.0} s of it sending)");
        return new ScenarioResult(ours, peer, "events/s", HigherIsBetter: true, new Dictionary<string, double>
        {
            ["requests_per_s"] = requests / sent.TotalSeconds,
            ["intake_events_per_s"] = events / sent.TotalSeconds,
            ["visible_p50_ms"] = Percentile(visible, .5),
            ["visible_p99_ms"] = Percentile(visible, .99),
            ["memory_mb"] = memory,
        });
    }

    /// <summary>Sends as fast as answers come; each body of each listener once, so that every play is a new one.</summary>
    private static async Task<int> SendAsync(
        HttpClient client, List<TelemetryBody> bodies, List<string> tokens, Dictionary<string, long> truth, CancellationToken cancellationToken)
    {
        var end = Stopwatch.GetTimestamp() + (long)(Load.TotalSeconds * Stopwatch.Frequency);
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(
            async () =>
            {
                while (Stopwatch.GetTimestamp() < end)
                {
                    var number = Interlocked.Increment(ref next);
                    await PostAsync(client, bodies[number / tokens.Count % bodies.Count].Json, tokens[number % tokens.Count], cancellationToken);
                }
            },
            cancellationToken)));
        for (var number = 0; number <= next; number++)
        {
            foreach (var (track, plays) in bodies[number / tokens.Count % bodies.Count].Plays)
                truth[track] += plays;
        }

        return next + 1;
    }

    private static async Task PostAsync(HttpClient client, byte[] json, string token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/events") { Content = new ByteArrayContent(json) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await client.SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Accepted)
            throw new InvalidOperationException($"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellationToken)}");
    }

    /// <summary>From the sending of a single play to the moment at which its count is visible, in milliseconds; 20 plays a second.</summary>
    private static async Task<List<double>> VisibleAfterAsync(HttpClient client, IReadOnlyList<Track> tracks, string token, CancellationToken cancellationToken)
    {
        var times = new List<double>();
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        for (var i = 0; i < 120 && await pace.WaitForNextTickAsync(cancellationToken); i++)
        {
            var track = tracks[i % tracks.Count];
            var before = await CountAsync(client, track.Id, token, cancellationToken);
            var body = TelemetryBody.Create([track], 1_000_000 + i, 1);
            var start = Stopwatch.GetTimestamp();
            await PostAsync(client, body.Json, token, cancellationToken);
            while (await CountAsync(client, track.Id, token, cancellationToken) == before)
            {
                if (Stopwatch.GetElapsedTime(start) > MostWait)
                    throw new InvalidOperationException($"A play of {track.Id} was not counted within {MostWait}.");
            }

            // The first ones are the just-in-time compiler's.
            if (i >= 20)
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return times;
    }

    private static async Task<Dictionary<string, long>> CountsAsync(HttpClient client, IReadOnlyList<Track> tracks, string token, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<string, long>();
        foreach (var track in tracks)
            counts[track.Id] = await CountAsync(client, track.Id, token, cancellationToken);
        return counts;
    }

    private static async Task WaitForAsync(
        HttpClient client, IReadOnlyList<Track> tracks, string token, Dictionary<string, long> truth, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        foreach (var track in tracks)
        {
            long count;
            while ((count = await CountAsync(client, track.Id, token, cancellationToken)) != truth[track.Id])
            {
                if (count > truth[track.Id] || Stopwatch.GetElapsedTime(start) > MostWait)
                    throw new InvalidOperationException($"Track {track.Id} has {count} plays and should have {truth[track.Id]}.");
                await pace.WaitForNextTickAsync(cancellationToken);
            }
        }
    }

    private static async Task<long> CountAsync(HttpClient client, string track, string token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/tracks/{track}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await client.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        return answer.RootElement.GetProperty("play_count") is { ValueKind: JsonValueKind.Number } count ? count.GetInt64() : -1;
    }

    /// <summary>The peer: as many rows of one event each, 500 in a transaction, durable, by the same library.</summary>
    private static async Task<double> InsertRawAsync(string path, long rows)
    {
        await using var database = new SqliteDatabase(
            path, "CREATE TABLE event (id TEXT PRIMARY KEY, user TEXT, session TEXT, track TEXT, type INTEGER, position INTEGER, at INTEGER) WITHOUT ROWID");
        var watch = Stopwatch.StartNew();
        for (var first = 0L; first < rows; first += 500)
        {
            var from = first;
            await database.WriteAsync(session =>
            {
                for (var i = from; i < Math.Min(from + 500, rows); i++)
                    session.Execute("INSERT INTO event VALUES ($1, $2, $3, $4, $5, $6, $7)", $"event-{i:x16}", "listener", "session", "4uLU6hMCjMI75M1A2tKUQC", 2, i, i);
            });
        }

        return rows / watch.Elapsed.TotalSeconds;
    }

    private static double MemoryOf(int processId)
    {
        using var process = Process.GetProcessById(processId);
        return process.WorkingSet64 / 1024.0 / 1024;
    }

    private static double Percentile(List<double> values, double share) => values.Order().ElementAt((int)Math.Min(values.Count - 1, values.Count * share));
}
