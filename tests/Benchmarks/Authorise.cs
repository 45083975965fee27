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
    private const int Rounds = 7;
    private const int SteadyRounds = 3;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SteadyRound = TimeSpan.FromSeconds(2);

    public string Name => "authorise";

    public string Description => "stream addresses a second and their latency, beside a bare Kestrel that says hello";

    public async Task<ScenarioResult> RunAsync(ScenarioContext context)
    {
        var data = Path.Combine(context.Folder, "data");
        Directory.CreateDirectory(data);
        var tracks = await AuthoriseCatalogue.PublishAsync(data, Albums, context.CancellationToken);
        // Each listener asks for far more than one listener may.
        var settings = new Dictionary<string, string> { ["Limits__Playback"] = "10000000" };
        await using var platform = await LocalPlatform.StartAsync(data, settings: settings, onOutput: _ => { }, cancellationToken: context.CancellationToken);
        await using var peer = PeerProcess.LaunchKestrel();
        await PeerAnswersAsync(peer.Address, context.CancellationToken);
        var example = await CheckAsync(platform, tracks[0], context.CancellationToken);
        Console.WriteLine(
            $"{tracks.Count} tracks, {Listeners} listeners, {Connections} connections, {Environment.ProcessorCount} cores for all; an answer has {example} bytes");

        var server = platform.Application.Address;
        var hello = Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: {peer.Address.Authority}\r\n\r\n");
        var (ours, theirs) = Measure(
            new Side(platform.Application.Process, server, AuthoriseCatalogue.Requests(data, server, tracks, Listeners)),
            new Side(peer.Process, peer.Address, [hello]),
            context.CancellationToken);

        var table = new Table().AddColumns("", "requests/s", "CPU us/request", "p50 ms at 2,000/s", "p99 ms", "p99.9 ms");
        AddRow(table, "stream address", ours);
        AddRow(table, "bare Kestrel hello", theirs);
        AnsiConsole.Write(table);
        return new ScenarioResult(ours.PerSecond, theirs.PerSecond, "requests/s", HigherIsBetter: true, new Dictionary<string, double>
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

    /// <summary>Both sides in turns, so that whatever else the machine does disturbs both alike; the rate and the cost are the median of the rounds.</summary>
    private static (Figures Ours, Figures Theirs) Measure(Side ours, Side theirs, CancellationToken cancellationToken)
    {
        AuthoriseWarmUp.Run(ours.Process.Id, () => ClosedLoop(ours, WarmUp, cancellationToken));
        AuthoriseWarmUp.Run(theirs.Process.Id, () => ClosedLoop(theirs, WarmUp, cancellationToken));
        var rounds = Enumerable.Range(0, Rounds)
            .Select(_ => (Ours: ClosedLoop(ours, Round, cancellationToken), Theirs: ClosedLoop(theirs, Round, cancellationToken)))
            .ToList();
        var steady = Enumerable.Range(0, SteadyRounds)
            .Select(_ => (Ours: OpenLoop(ours, cancellationToken), Theirs: OpenLoop(theirs, cancellationToken)))
            .ToList();
        return (
            FiguresOf(rounds.Select(round => round.Ours), steady.Select(round => round.Ours)),
            FiguresOf(rounds.Select(round => round.Theirs), steady.Select(round => round.Theirs)));
    }

    private static Figures FiguresOf(IEnumerable<(double PerSecond, double Cost)> rounds, IEnumerable<LoadResult> steady)
    {
        var all = rounds.ToList();
        return new Figures(
            Median(all.Select(round => round.PerSecond)),
            Median(all.Select(round => round.Cost)),
            steady.Aggregate((one, other) => new LoadResult([.. one.Latencies.Concat(other.Latencies).Order()], one.Elapsed + other.Elapsed)));
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    private static (double PerSecond, double Cost) ClosedLoop(Side side, TimeSpan duration, CancellationToken cancellationToken)
    {
        var before = side.Process.ProcessorTime;
        var result = AuthoriseLoad.ClosedLoop(side.Address, side.Requests, Connections, duration, cancellationToken);
        return (result.PerSecond, (side.Process.ProcessorTime - before).TotalMicroseconds / result.Latencies.Count);
    }

    private static LoadResult OpenLoop(Side side, CancellationToken cancellationToken) =>
        AuthoriseLoad.OpenLoop(side.Address, side.Requests, Connections, SteadyRate, SteadyRound, cancellationToken);

    private static void AddRow(Table table, string name, Figures figures) => table.AddRow(
        name,
        $"{figures.PerSecond:0}",
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

    private sealed record Side(ChildProcess Process, Uri Address, IReadOnlyList<byte[]> Requests);

    private sealed record Figures(double PerSecond, double ProcessorMicroseconds, LoadResult Steady);
}
