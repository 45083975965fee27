using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Spectre.Console;
using Spotify.Cli.Local;
using Spotify.Core.Catalog;

namespace Benchmarks;

/// <summary>
/// Events a second from <c>POST /v1/events</c> through hub and ledger to counts that equal the truth, beside raw batched inserts of the same documents into SQLite (the
/// ratio) and of a row for each event; and how long a count takes to be visible at a moderate load.
/// </summary>
internal sealed class Telemetry : IScenario
{
    private const int Connections = 8;
    private const int Listeners = 2000;
    private const int PlaysARequest = 62;
    private const int Probes = 300;
    private const int WarmingProbes = 60;

    // A request of 12 plays and a probe of one, 20 times a second: 2,080 events a second.
    private const int PlaysOfModerateLoad = 12;
    private static readonly TimeSpan ModeratePace = TimeSpan.FromMilliseconds(50);
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
        var run = await RunOursAsync(data, tracks, bodies, context.CancellationToken);
        var (documents, documentsPerSecond, documentCpu) = TelemetryPeer.InsertDocuments(Path.Combine(data, "documents.db"), Path.Combine(context.Folder, "peer.db"));
        var rows = TelemetryPeer.InsertEvents(Path.Combine(context.Folder, "rows.db"));
        var perDocument = (double)run.AllEvents / documents;
        var (ours, peer) = (run.Events / run.Elapsed.TotalSeconds, documentsPerSecond * perDocument);

        var table = new Table().AddColumns("", "events/s", "CPU us/event", "visible p50 ms", "visible p99 ms", "resident MB", "own MB");
        table.AddRow("request to count", $"{ours:0}", $"{run.CpuMicroseconds:0.0}", $"{run.VisibleP50:0}", $"{run.VisibleP99:0}", $"{run.ResidentMb:0}", $"{run.PrivateMb:0}");
        table.AddRow("SQLite, the same documents (the ratio)", $"{peer:0}", $"{documentCpu / perDocument:0.0}", "", "", "", "");
        table.AddRow("SQLite, a row for each event", $"{rows:0}", "", "", "", "", "");
        AnsiConsole.Write(table);
        Console.WriteLine($"{run.Events} events in {run.Requests} requests, {run.Elapsed.TotalSeconds:0.0} s until all counts were right ({run.Sent.TotalSeconds:0.0} s of it sending); "
            + $"{documents} documents for {run.AllEvents} events. The peer has no HTTP, no hub and no answer to a repeat.");
        return new ScenarioResult(ours, peer, "events/s", HigherIsBetter: true, new Dictionary<string, double>
        {
            ["peer_event_rows_per_s"] = rows,
            ["peer_documents_per_s"] = documentsPerSecond,
            ["requests_per_s"] = run.Requests / run.Sent.TotalSeconds,
            ["intake_events_per_s"] = run.Events / run.Sent.TotalSeconds,
            ["cpu_us_per_event"] = run.CpuMicroseconds,
            ["peer_cpu_us_per_event"] = documentCpu / perDocument,
            ["visible_p50_ms"] = run.VisibleP50,
            ["visible_p99_ms"] = run.VisibleP99,
            ["memory_mb"] = run.ResidentMb,
            ["private_memory_mb"] = run.PrivateMb,
        });
    }

    private static async Task<Run> RunOursAsync(string data, IReadOnlyList<Track> tracks, List<TelemetryBody> bodies, CancellationToken cancellationToken)
    {
        var settings = new Dictionary<string, string> { ["EventHubs"] = "Endpoint=sb://bench/;SharedAccessKeyName=local;SharedAccessKey=local" };
        Action<string> output = Environment.GetEnvironmentVariable("BENCH_LOG") is null ? _ => { } : Console.WriteLine;
        await using var platform = await LocalPlatform.StartAsync(data, settings: settings, onOutput: output, cancellationToken: cancellationToken);
        var tokens = Enumerable.Range(0, Listeners).Select(number => LocalTokens.Issue(data, $"listener-{number}")).ToList();
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = Connections * 2, UseCookies = false };
        using var client = new HttpClient(handler) { BaseAddress = platform.Application.Address };
        using var process = Process.GetProcessById(platform.Application.Process.Id);
        await using var memory = new TelemetryMemory(process.Id);

        var truth = tracks.ToDictionary(track => track.Id, _ => 0L);
        var (visible, moderateEvents) = await VisibleAfterAsync(client, tracks, tokens, truth, cancellationToken);
        process.Refresh();
        var cpu = process.TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        var requests = await SendAsync(client, bodies, tokens, truth, cancellationToken);
        var sent = watch.Elapsed;
        await WaitForAsync(client, tracks, tokens[0], truth, cancellationToken);
        var elapsed = watch.Elapsed;
        process.Refresh();
        var events = (long)requests * bodies[0].Events;
        return new Run(
            requests, events, events + moderateEvents, sent, elapsed, (process.TotalProcessorTime - cpu).TotalMicroseconds / events,
            Percentile(visible, .5), Percentile(visible, .99), memory.ResidentMb, memory.PrivateMb);
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

    /// <summary>From the sending of a single play to the moment at which its count is visible, in milliseconds, beside a moderate load on other tracks.</summary>
    private static async Task<(List<double> Times, long Events)> VisibleAfterAsync(
        HttpClient client, IReadOnlyList<Track> tracks, List<string> tokens, Dictionary<string, long> truth, CancellationToken cancellationToken)
    {
        var (probed, loaded) = (tracks.Take(tracks.Count / 2).ToList(), tracks.Skip(tracks.Count / 2).ToList());
        var (times, others, events) = (new List<double>(), new List<Task>(), 0L);
        using var pace = new PeriodicTimer(ModeratePace);
        for (var i = 0; i < Probes && await pace.WaitForNextTickAsync(cancellationToken); i++)
        {
            var load = TelemetryBody.Create(loaded, 2_000_000 + i, PlaysOfModerateLoad);
            var probe = TelemetryBody.Create([probed[i % probed.Count]], 1_000_000 + i, 1);
            foreach (var (track, plays) in load.Plays.Concat(probe.Plays))
                truth[track] += plays;
            events += load.Events + probe.Events;
            others.Add(PostAsync(client, load.Json, tokens[i % tokens.Count], cancellationToken));
            others.Add(ProbeAsync(client, probed[i % probed.Count].Id, probe, tokens[^1], truth[probed[i % probed.Count].Id], i < WarmingProbes ? null : times, cancellationToken));
        }

        await Task.WhenAll(others);
        return (times, events);
    }

    // The first probes are the just-in-time compiler's.
    private static async Task ProbeAsync(
        HttpClient client, string track, TelemetryBody body, string token, long expected, List<double>? times, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        await PostAsync(client, body.Json, token, cancellationToken);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        while (await CountAsync(client, track, token, cancellationToken) < expected)
        {
            if (Stopwatch.GetElapsedTime(start) > MostWait)
                throw new InvalidOperationException($"A play of {track} was not counted within {MostWait}.");
            await pace.WaitForNextTickAsync(cancellationToken);
        }

        var took = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        if (times is null)
            return;
        lock (times)
            times.Add(took);
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

    private static double Percentile(List<double> values, double share) => values.Order().ElementAt((int)Math.Min(values.Count - 1, values.Count * share));

    private sealed record Run(
        int Requests, long Events, long AllEvents, TimeSpan Sent, TimeSpan Elapsed, double CpuMicroseconds, double VisibleP50, double VisibleP99, double ResidentMb, double PrivateMb);
}
