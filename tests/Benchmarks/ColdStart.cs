using System.Diagnostics;
using Spectre.Console;
using Spotify.Cli.Local;

namespace Benchmarks;

/// <summary>How long after its process starts the application first answers 200, over an empty folder and over one that has been used; and what it costs at rest.</summary>
internal sealed class ColdStart : IScenario
{
    private const int Starts = 7;

    public string Name => "coldstart";

    public string Description => "process start to the first 200, beside a bare Kestrel process";

    public async Task<ScenarioResult> RunAsync(ScenarioContext context)
    {
        await using var azurite = await Azurite.StartAsync(Path.Combine(context.Folder, "azurite"), cancellationToken: context.CancellationToken);
        var (first, again, peer) = (new List<double>(), new List<double>(), new List<double>());
        for (var start = 0; start < Starts; start++)
        {
            var data = Path.Combine(context.Folder, $"data-{start}");
            first.Add(await ApplicationAsync(azurite, data, context.CancellationToken));
            again.Add(await ApplicationAsync(azurite, data, context.CancellationToken));
            peer.Add(await KestrelAsync(context.CancellationToken));
        }

        var table = new Table().AddColumns("process", "median ms", "worst ms");
        table.AddRow("application, used folder", $"{Median(again):0}", $"{again.Max():0}");
        table.AddRow("application, empty folder", $"{Median(first):0}", $"{first.Max():0}");
        table.AddRow("bare Kestrel", $"{Median(peer):0}", $"{peer.Max():0}");
        AnsiConsole.Write(table);

        var idle = await IdleAsync(azurite, Path.Combine(context.Folder, "data-0"), context.CancellationToken);
        Console.WriteLine($"at rest the application uses {idle:0.00} % of one core");
        return new ScenarioResult(Median(again), Median(peer), "ms", HigherIsBetter: false, new Dictionary<string, double>
        {
            ["empty_folder_ms"] = Median(first),
            ["idle_core_percent"] = idle,
        });
    }

    /// <summary>Processor time at rest as a share of one core, over 20 seconds once start-up work is over.</summary>
    private static async Task<double> IdleAsync(Azurite azurite, string data, CancellationToken cancellationToken)
    {
        await using var application = await Application.StartAsync(
            new ApplicationOptions { DataDirectory = data, StorageConnection = azurite.ConnectionString, OnOutput = _ => { } }, cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(10), cancellationToken);
        var (before, watch) = (application.Process.ProcessorTime, Stopwatch.StartNew());
        await Task.Delay(TimeSpan.FromSeconds(20), cancellationToken);
        return 100 * (application.Process.ProcessorTime - before) / watch.Elapsed;
    }

    private static async Task<double> ApplicationAsync(Azurite azurite, string data, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        await using var application = Application.Launch(
            new ApplicationOptions { DataDirectory = data, StorageConnection = azurite.ConnectionString, OnOutput = _ => { } });
        await FirstAnswerAsync(new Uri(application.Address, "/health/live"), cancellationToken);
        return watch.Elapsed.TotalMilliseconds;
    }

    private static async Task<double> KestrelAsync(CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        await using var peer = PeerProcess.LaunchKestrel();
        await FirstAnswerAsync(peer.Address, cancellationToken);
        return watch.Elapsed.TotalMilliseconds;
    }

    private static async Task FirstAnswerAsync(Uri address, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                using var answer = await client.GetAsync(address, cancellationToken);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
