using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Spectre.Console;
using Spotify.Core.Recommendations.Evaluation;
using Spotify.Core.Recommendations.Vectors;
using Spotify.Functions.Accounts;
using Spotify.Functions.Catalog;
using Spotify.Functions.Catalog.Audio;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Telemetry;
using Spotify.Functions.Recommendations;
using Spotify.Functions.Recommendations.Weekly;
using Spotify.Functions.Subscriptions;
using Spotify.Functions.Telemetry.Closing;
using Spotify.Functions.Telemetry.Listeners;
using Spotify.Functions.Telemetry.Taste;

namespace Benchmarks;

/// <summary>
/// A whole week for made-up listeners: histories and catalogue in the document store, files in a folder, every step from the snapshot to everybody's stored list. Beside it the least that lists by
/// an exact scan can cost: each listener's vector against all tracks, and the best three hundred of that, on as many threads.
/// </summary>
internal sealed class Discover : IScenario
{
    private const int Dimensions = 128;
    private const string Week = "2026-W49";
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 1, 0, 0, TimeSpan.Zero);

    public string Name => "discover";

    public string Description => "listeners a second from plays to stored lists (arguments: listeners, 4,000; tracks, 10,000), beside a bare scan of all tracks";

    public async Task<ScenarioResult> RunAsync(ScenarioContext context)
    {
        var (listeners, tracks) = (Argument(context, 0, 4_000), Argument(context, 1, 10_000));
        var world = new DiscoverWorld(tracks);
        await using var meters = new ServiceCollection().AddMetrics().AddSingleton<SpotifyMetrics>().BuildServiceProvider();
        var metrics = meters.GetRequiredService<SpotifyMetrics>();
        await using var documents = new SqliteDocumentStore(Path.Combine(context.Folder, "documents.db"), TimeProvider.System, NullLogger<SqliteDocumentStore>.Instance);
        var catalog = new CatalogService(documents, world, Options.Create(new CatalogOptions()), metrics, TimeProvider.System, NullLoggerFactory.Instance);
        await world.PublishAsync(catalog, context.CancellationToken);
        await world.StoreAsync(documents, listeners, Now, context.CancellationToken);
        await using var services = ServicesOf(world, catalog, documents, metrics, context.Folder);
        Console.WriteLine($"{listeners} listeners, {tracks} tracks, {Dimensions} dimensions, {Environment.ProcessorCount} processors");

        var run = new DiscoverRun(services, Week, Now);
        var begun = Stopwatch.GetTimestamp();
        var outcome = await WeeklyRecommendations.Run(run);
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        if (outcome.Full < listeners * 0.99)
            throw new InvalidOperationException($"{outcome.Full} of {listeners} listeners have full lists: that is not what is to be measured.");
        var table = new Table().AddColumns("step", "s of work", "listeners/s of one worker");
        foreach (var (step, own) in run.Seconds.OrderByDescending(one => one.Value))
            table.AddRow(step, own.ToString("0.00", CultureInfo.InvariantCulture), (listeners / own).ToString("0", CultureInfo.InvariantCulture));
        AnsiConsole.Write(table);

        var (ours, peer) = (listeners / seconds, Scan(tracks, context.CancellationToken));
        var lists = listeners / run.Seconds["MakeLists"] * Environment.ProcessorCount;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"all of it {seconds:0.0} s: {ours:0} listeners/s; making lists alone {lists:0} listeners/s; a bare scan {peer:0} listeners/s; recall@20 {outcome.Measured?.New?.Recall:0.000}, peak {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:0} MB"));
        return new ScenarioResult(ours, peer, "listeners/s", HigherIsBetter: true, new Dictionary<string, double>
        {
            ["listeners"] = listeners,
            ["tracks"] = tracks,
            ["seconds"] = seconds,
            ["lists_per_s"] = lists,
            ["recall_at_20"] = outcome.Measured?.New?.Recall ?? 0,
            ["peak_mb"] = Process.GetCurrentProcess().PeakWorkingSet64 / 1e6,
        });
    }

    private static ServiceProvider ServicesOf(DiscoverWorld world, ICatalog catalog, IDocumentStore documents, SpotifyMetrics metrics, string folder)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(metrics);
        services.AddSingleton(documents);
        services.AddSingleton(catalog);
        services.AddSingleton<ILedgerFiles>(new DiscoverFiles(Path.Combine(folder, "files")));
        services.AddSingleton<IAccounts>(world);
        services.AddSingleton<IPlans>(world);
        services.AddSingleton<IPopularity>(world);
        services.AddSingleton<ITrackSounds>(world);
        services.AddSingleton<IListAnnouncer>(world);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Recommendations:Ranges"] = "8" }).Build();
        services.AddListeners().AddTaste(configuration).AddRecommendations(configuration);
        return services.BuildServiceProvider();
    }

    /// <summary>Listeners a second where nothing is done but the product with every track, and the best kept.</summary>
    private static double Scan(int tracks, CancellationToken cancellationToken)
    {
        var (random, vectors) = (new SeededRandom(1), new FactorMatrix(tracks, Dimensions));
        foreach (ref var value in vectors.Values)
            value = (float)random.NextGaussian();
        var (done, begun) = (0, Stopwatch.GetTimestamp());
        Parallel.For(0, Environment.ProcessorCount, _ =>
        {
            var scores = new float[tracks];
            for (var listener = 0; Stopwatch.GetElapsedTime(begun).TotalSeconds < 3 && !cancellationToken.IsCancellationRequested; listener++)
            {
                for (var track = 0; track < tracks; track++)
                    scores[track] = Dot(vectors[listener % tracks], vectors[track]);
                Ranking.Best(scores, 300);
                Interlocked.Increment(ref done);
            }
        });
        return done / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    private static float Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        var sum = Vector<float>.Zero;
        var left = MemoryMarshal.Cast<float, Vector<float>>(x);
        var right = MemoryMarshal.Cast<float, Vector<float>>(y);
        for (var i = 0; i < left.Length; i++)
            sum += left[i] * right[i];
        return Vector.Sum(sum);
    }

    private static int Argument(ScenarioContext context, int at, int standard) =>
        context.Arguments.Count > at ? int.Parse(context.Arguments[at], NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : standard;
}
