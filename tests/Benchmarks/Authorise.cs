using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Spectre.Console;
using Spotify.Cli.Local;
using Spotify.Core.Catalog;

namespace Benchmarks;

/// <summary>
/// <c>GET /v1/tracks/{id}/stream</c> of the running application beside a bare Kestrel process that says hello, by the same load generator on the same
/// cores: the most requests a second, and latency at a steady 2,000 a second.
/// </summary>
internal sealed class Authorise : IScenario
{
    private const int Albums = 500;
    private const int Listeners = 1000;
    private const int Connections = 32;
    private const double SteadyRate = 2000;
    private const int MostWarmUps = 6;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(5);

    public string Name => "authorise";

    public string Description => "stream addresses a second and their latency, beside a bare Kestrel that says hello";

    public async Task<ScenarioResult> RunAsync(ScenarioContext context)
    {
        var data = Path.Combine(context.Folder, "data");
        Directory.CreateDirectory(data);
        var tracks = await AuthoriseCatalogue.PublishAsync(data, Albums, context.CancellationToken);
        await using var platform = await LocalPlatform.StartAsync(data, onOutput: _ => { }, cancellationToken: context.CancellationToken);
        await using var peer = PeerProcess.LaunchKestrel();
        await PeerAnswersAsync(peer.Address, context.CancellationToken);
        var example = await CheckAsync(platform, tracks[0], context.CancellationToken);
        Console.WriteLine(
            $"{tracks.Count} tracks, {Listeners} listeners, {Connections} connections, {Environment.ProcessorCount} cores for all; an answer has {example} bytes");

        var server = platform.Application.Address;
        var ours = Measure(platform.Application.Process, server, AuthoriseCatalogue.Requests(data, server, tracks, Listeners), context.CancellationToken);
        var hello = Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: {peer.Address.Authority}\r\n\r\n");
        var theirs = Measure(peer.Process, peer.Address, [hello], context.CancellationToken);

        var table = new Table().AddColumns("", "requests/s", "CPU us/request", "p50 ms at 2,000/s", "p99 ms", "p99.9 ms");
        AddRow(table, "stream address", ours);
        AddRow(table, "bare Kestrel hello", theirs);
        AnsiConsole.Write(table);
        return new ScenarioResult(ours.Most.PerSecond, theirs.Most.PerSecond, "requests/s", HigherIsBetter: true, new Dictionary<string, double>
        {
            ["cpu_us"] = ours.ProcessorMicroseconds,
            ["peer_cpu_us"] = theirs.ProcessorMicroseconds,
            ["p50_ms"] = ours.Steady.Milliseconds(.5),
            ["p99_ms"] = ours.Steady.Milliseconds(.99),
            ["p999_ms"] = ours.Steady.Milliseconds(.999),
            ["peer_p50_ms"] = theirs.Steady.Milliseconds(.5),
            ["peer_p99_ms"] = theirs.Steady.Milliseconds(.99),
        });
    }

    private static Figures Measure(ChildProcess process, Uri server, IReadOnlyList<byte[]> requests, CancellationToken cancellationToken)
    {
        // The JIT compiles hot code twice; until a round costs no less than the one before, it is still at it.
        var (cost, last) = (double.MaxValue, double.PositiveInfinity);
        for (var round = 0; round < MostWarmUps && cost < last * .95; round++)
            (last, cost) = (cost, ClosedLoop(process, server, requests, WarmUp, cancellationToken).ProcessorMicroseconds);
        var (most, processor) = ClosedLoop(process, server, requests, Measured, cancellationToken);
        var steady = AuthoriseLoad.OpenLoop(server, requests, Connections, SteadyRate, Measured, cancellationToken);
        return new Figures(most, steady, processor);
    }

    private static (LoadResult Result, double ProcessorMicroseconds) ClosedLoop(
        ChildProcess process, Uri server, IReadOnlyList<byte[]> requests, TimeSpan duration, CancellationToken cancellationToken)
    {
        var before = process.ProcessorTime;
        var result = AuthoriseLoad.ClosedLoop(server, requests, Connections, duration, cancellationToken);
        return (result, (process.ProcessorTime - before).TotalMicroseconds / result.Latencies.Count);
    }

    private static void AddRow(Table table, string name, Figures figures) => table.AddRow(
        name,
        $"{figures.Most.PerSecond:0}",
        $"{figures.ProcessorMicroseconds:0.0}",
        $"{figures.Steady.Milliseconds(.5):0.00}",
        $"{figures.Steady.Milliseconds(.99):0.00}",
        $"{figures.Steady.Milliseconds(.999):0.00}");

    /// <summary>One answer looked at before thousands are counted: it must be an address with two more ahead.</summary>
    private static async Task<int> CheckAsync(LocalPlatform platform, Track track, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = platform.Application.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", LocalTokens.Issue(platform.DataDirectory, "checker"));
        var address = new Uri($"/v1/tracks/{track.Id}/stream?context=spotify:album:{track.AlbumId}", UriKind.Relative);
        var body = await client.GetByteArrayAsync(address, cancellationToken);
        using var answer = JsonDocument.Parse(body);
        var isSigned = answer.RootElement.GetProperty("url").GetString()!.Contains("sig=", StringComparison.Ordinal);
        if (!isSigned || answer.RootElement.GetProperty("prefetch").GetArrayLength() != 2)
            throw new InvalidOperationException("The application's answer is not what is to be measured: " + Encoding.UTF8.GetString(body));
        return body.Length;
    }

    private static async Task PeerAnswersAsync(Uri address, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                await client.GetStringAsync(address, cancellationToken);
                return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }
    }

    private sealed record Figures(LoadResult Most, LoadResult Steady, double ProcessorMicroseconds);
}
