using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Spectre.Console;
using Spotify.Cli.Local;

namespace Benchmarks;

/// <summary><c>GET /v1/tracks/{id}</c> and <c>GET /v1/albums/{id}</c> of the running application beside a bare Kestrel process that sends the bytes of one such answer.</summary>
internal sealed class Catalogue : IScenario
{
    private const int Albums = 500;
    private const int Listeners = 1000;
    private const int Connections = 32;
    private const int Rounds = 7;
    private const double SteadyRate = 1000;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(4);

    public string Name => "catalog";

    public string Description => "tracks and albums read a second and their latency, beside a bare Kestrel that sends the same bytes";

    public async Task<ScenarioResult> RunAsync(ScenarioContext context)
    {
        var data = Path.Combine(context.Folder, "data");
        Directory.CreateDirectory(data);
        var tracks = await AuthoriseCatalogue.PublishAsync(data, Albums, context.CancellationToken);
        await using var platform = await LocalPlatform.StartAsync(data, onOutput: _ => { }, cancellationToken: context.CancellationToken);
        var table = new Table().AddColumns("", "bytes", "requests/s", "CPU us/request", "p50 ms at 1,000/s", "p99 ms");
        var tracksRead = await CompareAsync("track", tracks.Select(track => $"/v1/tracks/{track.Id}"), platform, context, table);
        var albumsRead = await CompareAsync("album", tracks.Select(track => track.AlbumId).Distinct().Select(id => $"/v1/albums/{id}"), platform, context, table);
        AnsiConsole.Write(table);
        return new ScenarioResult(tracksRead.Ours.PerSecond, tracksRead.Theirs.PerSecond, "requests/s", HigherIsBetter: true, new Dictionary<string, double>
        {
            ["track_cpu_us"] = tracksRead.Ours.ProcessorMicroseconds,
            ["track_p50_ms"] = tracksRead.Ours.P50,
            ["track_p99_ms"] = tracksRead.Ours.P99,
            ["peer_track_cpu_us"] = tracksRead.Theirs.ProcessorMicroseconds,
            ["albums_per_second"] = albumsRead.Ours.PerSecond,
            ["album_cpu_us"] = albumsRead.Ours.ProcessorMicroseconds,
            ["album_p50_ms"] = albumsRead.Ours.P50,
            ["album_p99_ms"] = albumsRead.Ours.P99,
            ["peer_albums_per_second"] = albumsRead.Theirs.PerSecond,
            ["peer_album_cpu_us"] = albumsRead.Theirs.ProcessorMicroseconds,
        });
    }

    private static async Task<(Figures Ours, Figures Theirs)> CompareAsync(string kind, IEnumerable<string> paths, LocalPlatform platform, ScenarioContext context, Table table)
    {
        var addresses = paths.ToList();
        var server = platform.Application.Address;
        var example = await ExampleAsync(platform, addresses[0], context.CancellationToken);
        var file = Path.Combine(context.Folder, kind + ".json");
        await File.WriteAllBytesAsync(file, example, context.CancellationToken);
        await using var peer = CataloguePeer.Launch(file);
        await CataloguePeer.AnswersAsync(peer.Address, context.CancellationToken);

        var hello = Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: {peer.Address.Authority}\r\n\r\n");
        var (ours, theirs) = Measure(
            new Side(platform.Application.Process, server, RequestsOf(addresses, platform.DataDirectory, server)), new Side(peer.Process, peer.Address, [hello]), context.CancellationToken);
        AddRow(table, kind, example.Length, ours);
        AddRow(table, "bare Kestrel, the same bytes", example.Length, theirs);
        return (ours, theirs);
    }

    private static byte[][] RequestsOf(IReadOnlyList<string> addresses, string data, Uri server)
    {
        var tokens = Enumerable.Range(0, Listeners).Select(number => LocalTokens.Issue(data, $"listener-{number}", number % 3 == 0 ? "free" : "premium")).ToList();
        var requests = addresses.Select((address, index) => Encoding.ASCII.GetBytes(
            $"GET {address} HTTP/1.1\r\nHost: {server.Authority}\r\nAuthorization: Bearer {tokens[index * 7 % Listeners]}\r\nAccept: application/json\r\n\r\n")).ToArray();
        new Random(20261120).Shuffle(requests);
        return requests;
    }

    /// <summary>Both sides in turns, so that whatever else the machine does disturbs both alike; rate and cost are the median of the rounds.</summary>
    private static (Figures Ours, Figures Theirs) Measure(Side ours, Side theirs, CancellationToken cancellationToken)
    {
        AuthoriseWarmUp.Run(ours.Process.Id, () => ClosedLoop(ours, WarmUp, cancellationToken));
        AuthoriseWarmUp.Run(theirs.Process.Id, () => ClosedLoop(theirs, WarmUp, cancellationToken));
        var rounds = Enumerable.Range(0, Rounds).Select(_ => (Ours: ClosedLoop(ours, Round, cancellationToken), Theirs: ClosedLoop(theirs, Round, cancellationToken))).ToList();
        return (FiguresOf(ours, rounds.ConvertAll(round => round.Ours), cancellationToken), FiguresOf(theirs, rounds.ConvertAll(round => round.Theirs), cancellationToken));
    }

    private static Figures FiguresOf(Side side, List<(double PerSecond, double Cost)> rounds, CancellationToken cancellationToken)
    {
        var steady = AuthoriseLoad.OpenLoop(side.Address, side.Requests, Connections, SteadyRate, Steady, cancellationToken);
        return new Figures(Median(rounds.Select(round => round.PerSecond)), Median(rounds.Select(round => round.Cost)), steady.Milliseconds(.5), steady.Milliseconds(.99));
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

    private static void AddRow(Table table, string name, int bytes, Figures figures) => table.AddRow(
        name,
        bytes.ToString(CultureInfo.InvariantCulture),
        $"{figures.PerSecond:0}",
        $"{figures.ProcessorMicroseconds:0.0}",
        $"{figures.P50:0.00}",
        $"{figures.P99:0.00}");

    /// <summary>One answer looked at before thousands are counted: it must be described whole, with addresses that are signed.</summary>
    private static async Task<byte[]> ExampleAsync(LocalPlatform platform, string address, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = platform.Application.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", LocalTokens.Issue(platform.DataDirectory, "checker"));
        var body = await client.GetByteArrayAsync(new Uri(address, UriKind.Relative), cancellationToken);
        using var answer = JsonDocument.Parse(body);
        if (!answer.RootElement.TryGetProperty("available_markets", out var markets) || markets.GetArrayLength() == 0 || !Encoding.UTF8.GetString(body).Contains("sig=", StringComparison.Ordinal))
            throw new InvalidOperationException("The application's answer is not what is to be measured: " + Encoding.UTF8.GetString(body));
        return body;
    }

    private sealed record Side(ChildProcess Process, Uri Address, IReadOnlyList<byte[]> Requests);

    private sealed record Figures(double PerSecond, double ProcessorMicroseconds, double P50, double P99);
}
