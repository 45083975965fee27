using System.Diagnostics;
using Spectre.Console;
using Spotify.Core.Catalog;
using Spotify.TestSupport.Simulation;

namespace Benchmarks;

/// <summary>
/// What a play costs as history grows: the same load of simulated listeners on top of nothing, a million, five million and (with <c>full</c>, as far as the disk allows) fifty million
/// plays. A flat line is the aim, so the peer is ours without a history. How the history is made: <see cref="TelemetryHistory"/>.
/// </summary>
internal sealed class TelemetryGrowth : IScenario
{
    private const int Partitions = 4;
    private const int PatternListeners = 500;
    private const int LoadListeners = 800;
    private static readonly long[] Quick = [1_000_000, 5_000_000];
    private static readonly long[] Full = [1_000_000, 5_000_000, 20_000_000, 50_000_000];

    public string Name => "telemetry-growth";

    public string Description => "the cost of an event as history grows to 5 M plays, 'full' to 50 M; or to the numbers given, in millions";

    public async Task<ScenarioResult> RunAsync(ScenarioContext context)
    {
        var data = Path.Combine(context.Folder, "data");
        Directory.CreateDirectory(data);
        var tracks = await AuthoriseCatalogue.PublishAsync(data, 50, context.CancellationToken);
        var truth = tracks.ToDictionary(track => track.Id, _ => 0L);
        var points = new List<Point> { await MeasureAsync(data, tracks, truth, 0, 0, PatternListeners, context.CancellationToken) };
        var path = Path.Combine(data, "documents.db");
        var history = new TelemetryHistory(path);
        var bytes = FileBytes(data) / (double)history.Plays;
        foreach (var size in Sizes(context.Arguments))
        {
            var missing = (long)(bytes * (size - history.Plays) * 1.2);
            var free = new DriveInfo(data).AvailableFreeSpace;
            if (missing > free)
            {
                Console.WriteLine($"{size:N0} plays would take {missing / 1e9:0} GB more, and {free / 1e9:0} GB are free: not measured.");
                break;
            }

            var watch = Stopwatch.StartNew();
            history.GrowTo(size, context.CancellationToken);
            Console.WriteLine($"{history.Plays:N0} plays, {history.DocumentsAPlay:0.0} documents each, in {watch.Elapsed.TotalSeconds:0} s: {FileBytes(data) / 1e9:0.0} GB");
            points.Add(await MeasureAsync(data, tracks, truth, points.Count, history.Plays, LoadListeners, context.CancellationToken));
        }

        return Report(points);
    }

    private static IEnumerable<long> Sizes(IReadOnlyList<string> arguments) => arguments switch
    {
        [] => Quick,
        ["full"] => Full,
        _ => arguments.Select(one => (long)(double.Parse(one, System.Globalization.CultureInfo.InvariantCulture) * 1e6)),
    };

    private static async Task<Point> MeasureAsync(
        string data, IReadOnlyList<Track> tracks, Dictionary<string, long> truth, int number, long history, int listeners, CancellationToken cancellationToken)
    {
        var before = FileBytes(data);
        double residentMb, privateMb;
        TelemetryLoad load;
        long plays;
        await using (var service = await TelemetryService.StartAsync(data, Partitions, cancellationToken))
        {
            foreach (var track in tracks)
                truth[track.Id] = await service.CountAsync(track.Id, cancellationToken);
            plays = Telemetry.WarmSimulated(service, tracks, truth, seed: 1000 * (number + 1), cancellationToken);
            var simulation = Telemetry.Simulation(tracks, seed: number, listeners);
            plays += SimulationTruth.Of(simulation).Counted;
            load = await TelemetryLoad.SendAsync(service, simulation, truth, cancellationToken);
            (residentMb, privateMb) = (service.Memory.ResidentMb, service.Memory.PrivateMb);
        }

        return new Point(history, load, (FileBytes(data) - before) / (double)plays, FileBytes(data), residentMb, privateMb);
    }

    private static ScenarioResult Report(List<Point> points)
    {
        var table = new Table().AddColumns("plays before", "events/s", "CPU us/event", "bytes a play", "GB", "resident MB", "own MB");
        var figures = new Dictionary<string, double>();
        foreach (var point in points)
        {
            table.AddRow(
                $"{point.Plays:N0}", $"{point.Load.PerSecond:0}", $"{point.Load.CpuMicroseconds:0.0}", $"{point.BytesAPlay:0}", $"{point.Bytes / 1e9:0.00}", $"{point.ResidentMb:0}", $"{point.PrivateMb:0}");
            var name = $"{point.Plays / 1e6:0}m";
            figures[$"events_per_s_{name}"] = point.Load.PerSecond;
            figures[$"cpu_us_per_event_{name}"] = point.Load.CpuMicroseconds;
            figures[$"bytes_a_play_{name}"] = point.BytesAPlay;
        }

        AnsiConsole.Write(table);
        return new ScenarioResult(points[^1].Load.PerSecond, points[0].Load.PerSecond, "events/s", HigherIsBetter: true, figures);
    }

    /// <summary>The documents' file with its log.</summary>
    private static long FileBytes(string data) => Directory.EnumerateFiles(data, "documents.db*").Sum(file => new FileInfo(file).Length);

    private sealed record Point(long Plays, TelemetryLoad Load, double BytesAPlay, long Bytes, double ResidentMb, double PrivateMb);
}
