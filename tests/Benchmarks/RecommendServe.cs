using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;
using Spotify.Cli.Local;
using Spotify.Core.Catalog;
using Spotify.Core.Recommendations.Lists;
using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Recommendations.Serving;
using Spotify.Functions.Recommendations.Weekly;

namespace Benchmarks;

/// <summary>
/// <c>GET /v1/me/discover-weekly</c> of the running application beside a bare Kestrel process that says hello, by the same load generator on the same cores: latency at a steady rate, and the most
/// requests a second. An answer is a whole list of thirty tracks, looked up in the catalogue and checked for the caller.
/// </summary>
internal sealed class RecommendServe : IScenario
{
    private const int Albums = 300;
    private const int Listeners = 2_000;
    private const int Connections = 16;
    private const double SteadyRate = 300;
    private const int Rounds = 3;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SteadyRound = TimeSpan.FromSeconds(5);

    public string Name => "recommend-serve";

    public string Description => "Discover Weekly as it is served: p50 and p99 and lists a second, beside a bare Kestrel that says hello";

    public async Task<ScenarioResult> RunAsync(ScenarioContext context)
    {
        var data = Path.Combine(context.Folder, "data");
        Directory.CreateDirectory(data);
        var tracks = await AuthoriseCatalogue.PublishAsync(data, Albums, context.CancellationToken);
        await StoreAsync(data, tracks, context.CancellationToken);
        var settings = new Dictionary<string, string> { ["Limits__Recommendations"] = "10000000" };
        await using var platform = await LocalPlatform.StartAsync(data, settings: settings, onOutput: _ => { }, cancellationToken: context.CancellationToken);
        await using var peer = PeerProcess.LaunchKestrel();
        var (server, hello) = (platform.Application.Address, Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: {peer.Address.Authority}\r\n\r\n"));
        var bytes = await CheckAsync(platform, context.CancellationToken);
        Console.WriteLine($"{Listeners} listeners, {tracks.Count} tracks, {Connections} connections, {Environment.ProcessorCount} processors for all; an answer has {bytes} bytes");

        byte[][] requests = [.. Enumerable.Range(0, Listeners).Select(listener => Encoding.ASCII.GetBytes(
            $"GET /v1/me/discover-weekly HTTP/1.1\r\nHost: {server.Authority}\r\nAuthorization: Bearer {LocalTokens.Issue(data, $"listener-{listener}", scopes: [])}\r\nAccept: application/json\r\n\r\n"))];
        AuthoriseWarmUp.Run(platform.Application.Process.Id, () => AuthoriseLoad.ClosedLoop(server, requests, Connections, WarmUp, context.CancellationToken));
        AuthoriseWarmUp.Run(peer.Process.Id, () => AuthoriseLoad.ClosedLoop(peer.Address, [hello], Connections, WarmUp, context.CancellationToken));
        var (ours, theirs) = (Measure(server, requests, context.CancellationToken), Measure(peer.Address, [hello], context.CancellationToken));

        var table = new Table().AddColumns("", "requests/s", $"p50 ms at {SteadyRate:0}/s", "p99 ms", "p99.9 ms");
        foreach (var (name, side) in ((string, Figures)[])[("Discover Weekly", ours), ("bare Kestrel hello", theirs)])
            table.AddRow(name, $"{side.PerSecond:0}", $"{side.Steady.Milliseconds(.5):0.00}", $"{side.Steady.Milliseconds(.99):0.00}", $"{side.Steady.Milliseconds(.999):0.00}");
        AnsiConsole.Write(table);
        return new ScenarioResult(ours.Steady.Milliseconds(.99), theirs.Steady.Milliseconds(.99), "ms p99", HigherIsBetter: false, new Dictionary<string, double>
        {
            ["p50_ms"] = ours.Steady.Milliseconds(.5),
            ["p999_ms"] = ours.Steady.Milliseconds(.999),
            ["peer_p50_ms"] = theirs.Steady.Milliseconds(.5),
            ["per_s"] = ours.PerSecond,
            ["peer_per_s"] = theirs.PerSecond,
            ["answer_bytes"] = bytes,
        });
    }

    private static Figures Measure(Uri address, IReadOnlyList<byte[]> requests, CancellationToken cancellationToken)
    {
        var rates = Enumerable.Range(0, Rounds).Select(_ => AuthoriseLoad.ClosedLoop(address, requests, Connections, Round, cancellationToken).PerSecond).Order().ToList();
        var steady = Enumerable.Range(0, Rounds).Select(_ => AuthoriseLoad.OpenLoop(address, requests, Connections, SteadyRate, SteadyRound, cancellationToken)).ToList();
        return new Figures(rates[Rounds / 2], steady.Aggregate((one, other) => new LoadResult([.. one.Latencies.Concat(other.Latencies).Order()], one.Elapsed + other.Elapsed)));
    }

    /// <summary>Everybody's list of this week, as the weekly run writes it: thirty tracks and a reserve of twenty.</summary>
    private static async Task StoreAsync(string data, IReadOnlyList<Track> tracks, CancellationToken cancellationToken)
    {
        await using var documents = new SqliteDocumentStore(Path.Combine(data, "documents.db"), TimeProvider.System, NullLogger<SqliteDocumentStore>.Instance);
        var week = WeekCalendar.Current("SE", TimeProvider.System.GetUtcNow()).ToString();
        TrackKey[] keys = [.. tracks.Select(track => TrackKey.TryParse(track.Id, out var key) ? key : default)];
        foreach (var some in Enumerable.Range(0, Listeners).Chunk(200))
        {
            await documents.WriteManyAsync(
                [
                    .. some.Select(listener =>
                    {
                        ListItem[] items = [.. Enumerable.Range(0, 50).Select(i => new ListItem(keys[((listener * 131) + (i * 7)) % keys.Length], new ListReason(ReasonKind.ListenersAlike), ListSlot.Exploit, 1, 0.5))];
                        var document = WeeklyListDocument.Of(new MadeList(ListKind.DiscoverWeekly, items[..30]), items[30..], week, "bench", TimeProvider.System.GetUtcNow());
                        return new PartitionBatch(DocumentContainer.Users, $"listener-{listener}", [DocumentOperation.Upsert(WeeklyListDocument.IdOf(ListKind.DiscoverWeekly, week), document)]);
                    }),
                ],
                cancellationToken);
        }
    }

    /// <summary>One answer looked at before thousands are counted: thirty tracks.</summary>
    private static async Task<int> CheckAsync(LocalPlatform platform, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = platform.Application.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", LocalTokens.Issue(platform.DataDirectory, "listener-7"));
        var body = await client.GetByteArrayAsync(new Uri("/v1/me/discover-weekly", UriKind.Relative), cancellationToken);
        using var answer = JsonDocument.Parse(body);
        if (!answer.RootElement.EnumerateObject().Any(one => one.Value.ValueKind == JsonValueKind.Array && one.Value.GetArrayLength() == DiscoverWeekly.Length))
            throw new InvalidOperationException("The application's answer is not what is to be measured: " + Encoding.UTF8.GetString(body));
        return body.Length;
    }

    private sealed record Figures(double PerSecond, LoadResult Steady);
}
