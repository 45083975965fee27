using System.Globalization;
using Spectre.Console;
using Spotify.Core.Catalog;
using Spotify.TestSupport.Simulation;

namespace Benchmarks;

/// <summary>
/// Events a second from <c>POST /v1/events</c> through hub and all consumers to counts that equal the truth, at several numbers of partitions and fed by simulated listeners,
/// beside raw batched inserts of the same documents into SQLite (the ratio), of a row for each event, and what Event Hubs takes for one throughput unit; and how long a count
/// takes to be visible at a moderate load.
/// </summary>
internal sealed class Telemetry : IScenario
{
    // Of one throughput unit, by the service's documentation: so many EventData and bytes a second, whichever is reached first.
    private const double UnitEvents = 1000;
    private const double UnitBytes = 1_048_576;

    private const int UsualPartitions = 4;
    private const int PlaysARequest = 62;
    private const int WarmingListeners = 50;
    private static readonly TimeSpan WarmingRound = TimeSpan.FromSeconds(1.5);
    private static readonly int[] OtherPartitions = [1, 16, 32];

    public string Name => "telemetry";

    public string Description => "events a second from request to count, beside raw batched SQLite inserts and Event Hubs' limit; arguments: numbers of partitions, 'full' for longer loads";

    public async Task<ScenarioResult> RunAsync(ScenarioContext context)
    {
        var isFull = context.Arguments.Contains("full");
        var partitions = context.Arguments.Where(one => one != "full").Select(one => int.Parse(one, CultureInfo.InvariantCulture)).ToList();
        var shorter = TimeSpan.FromSeconds(isFull ? 30 : 6);
        var usual = await MeasureAsync(context, UsualPartitions, TimeSpan.FromSeconds(isFull ? 60 : 12));
        var peer = TelemetryPeer.InsertDocuments(Path.Combine(usual.Data, "documents.db"), Path.Combine(context.Folder, "peer.db"));
        var rows = TelemetryPeer.InsertEvents(Path.Combine(context.Folder, "rows.db"));
        Directory.Delete(usual.Data, recursive: true);
        var others = new List<Run>();
        foreach (var number in partitions.Count == 0 ? OtherPartitions : [.. partitions.Where(one => one != UsualPartitions)])
        {
            others.Add(await MeasureAsync(context, number, shorter, withProbes: false));
            Directory.Delete(others[^1].Data, recursive: true);
        }

        var simulated = await MeasureSimulatedAsync(context, isFull ? 5000 : 1000);
        var perDocument = (double)usual.AllEvents / peer.Documents;
        Print(usual, others, simulated, peer.PerSecond * perDocument, peer.CpuMicroseconds / perDocument, rows);
        Console.WriteLine($"{usual.Load.Events} events in {usual.Load.Requests} requests, {usual.Load.Counted.TotalSeconds:0.0} s until all counts were right ({usual.Load.Sent.TotalSeconds:0.0} s of it sending), "
            + $"{usual.Load.Consumed.TotalSeconds:0.0} s until all {usual.Load.Groups} consumer groups were through; {peer.Documents} documents for {usual.AllEvents} events. "
            + "The peer has no HTTP, no hub and no answer to a repeat.");
        return new ScenarioResult(usual.Load.PerSecond, peer.PerSecond * perDocument, "events/s", HigherIsBetter: true, Figures(usual, others, simulated, peer, perDocument, rows));
    }

    private static async Task<Run> MeasureAsync(ScenarioContext context, int partitions, TimeSpan time, bool withProbes = true)
    {
        var data = Path.Combine(context.Folder, $"data-{partitions}");
        Directory.CreateDirectory(data);
        var tracks = await AuthoriseCatalogue.PublishAsync(data, 50, context.CancellationToken);
        var bodies = Enumerable.Range(0, 64).Select(number => TelemetryBody.Create(tracks, number, PlaysARequest)).ToList();
        await using var service = await TelemetryService.StartAsync(data, partitions, context.CancellationToken);
        var truth = tracks.ToDictionary(track => track.Id, _ => 0L);
        var before = Warm(service, tracks, truth, context.CancellationToken);
        var (visible, moderate) = withProbes ? await TelemetryProbes.RunAsync(service, tracks, truth, context.CancellationToken) : ([], 0);
        var load = await TelemetryLoad.SendAsync(service, bodies, time, truth, context.CancellationToken);
        return new Run(partitions == 1 ? "1 partition" : $"{partitions} partitions", partitions, data, load, load.Events + before + moderate, TelemetryLoad.PackedBytes(bodies[0].Json), visible, service.Memory.ResidentMb, service.Memory.PrivateMb);
    }

    private static async Task<Run> MeasureSimulatedAsync(ScenarioContext context, int listeners)
    {
        var data = Path.Combine(context.Folder, "data-simulated");
        Directory.CreateDirectory(data);
        var tracks = await AuthoriseCatalogue.PublishAsync(data, 50, context.CancellationToken);
        await using var service = await TelemetryService.StartAsync(data, UsualPartitions, context.CancellationToken);
        var truth = tracks.ToDictionary(track => track.Id, _ => 0L);
        WarmSimulated(service, tracks, truth, seed: 1, context.CancellationToken);
        var simulation = Simulation(tracks, seed: 1000, listeners);
        var load = await TelemetryLoad.SendAsync(service, simulation, truth, context.CancellationToken);
        var bytes = simulation.Requests().Take(500).Average(request => TelemetryLoad.PackedBytes(request.ToJson(DateTimeOffset.UtcNow)));
        return new Run("simulated listeners", UsualPartitions, data, load, load.Events, (int)bytes, [], service.Memory.ResidentMb, service.Memory.PrivateMb);
    }

    /// <summary>Listeners of the last four weeks.</summary>
    internal static ListenerSimulation Simulation(IReadOnlyList<Track> tracks, int seed, int listeners)
    {
        var until = DateTimeOffset.UtcNow.AddHours(-1);
        return new ListenerSimulation(new SimulationOptions { Seed = seed, Listeners = listeners, PlaysEach = 50, From = until.AddDays(-27), Until = until }, TelemetryLoad.Simulated(tracks));
    }

    /// <summary>Sends until the just-in-time compiler has nothing left to do.</summary>
    /// <returns>How many events it took.</returns>
    private static long Warm(TelemetryService service, IReadOnlyList<Track> tracks, Dictionary<string, long> truth, CancellationToken cancellationToken)
    {
        var (number, events) = (0, 0L);
        AuthoriseWarmUp.Run(service.ProcessId, () =>
        {
            number++;
            var bodies = Enumerable.Range(number * 1000, 4).Select(one => TelemetryBody.Create(tracks, one, PlaysARequest)).ToList();
            events += TelemetryLoad.SendAsync(service, bodies, WarmingRound, truth, cancellationToken).GetAwaiter().GetResult().Events;
        });
        return events;
    }

    /// <summary>The same with simulated listeners.</summary>
    /// <returns>How many plays it took.</returns>
    internal static long WarmSimulated(TelemetryService service, IReadOnlyList<Track> tracks, Dictionary<string, long> truth, int seed, CancellationToken cancellationToken)
    {
        var plays = 0L;
        AuthoriseWarmUp.Run(service.ProcessId, () =>
        {
            var simulation = Simulation(tracks, seed++, WarmingListeners);
            _ = TelemetryLoad.SendAsync(service, simulation, truth, cancellationToken).GetAwaiter().GetResult();
            plays += SimulationTruth.Of(simulation).Counted;
        });
        return plays;
    }

    private static void Print(Run usual, IReadOnlyList<Run> others, Run simulated, double peer, double peerCpu, double rows)
    {
        var table = new Table().AddColumns("", "events/s", "CPU us", "EventData/s", "of events", "MB", "own MB");
        foreach (var run in others.Append(usual).OrderBy(run => run.Partitions).Append(simulated))
        {
            table.AddRow(
                run.Name, $"{run.Load.PerSecond:0}", $"{run.Load.CpuMicroseconds:0.0}", $"{run.Load.HubPerSecond:0}", $"{run.EventsOfOne:0}", $"{run.ResidentMb:0}", $"{run.PrivateMb:0}");
        }

        table.AddRow("SQLite, same documents", $"{peer:0}", $"{peerCpu:0.0}");
        table.AddRow("SQLite, a row an event", $"{rows:0}");
        table.AddRow("unit, large requests", $"{UnitLimit(usual):0}", "", $"{UnitLimit(usual) / usual.EventsOfOne:0}", $"{usual.EventsOfOne:0}");
        table.AddRow("unit, simulated", $"{UnitLimit(simulated):0}", "", $"{UnitLimit(simulated) / simulated.EventsOfOne:0}", $"{simulated.EventsOfOne:0}");
        table.AddRow("unit, an event each", $"{UnitEvents:0}", "", $"{UnitEvents:0}", "1");
        AnsiConsole.Write(table);
        Console.WriteLine($"CPU: processor time of the application for an event. A unit is one throughput unit of Event Hubs, which takes {UnitEvents:0} EventData or 1 MB a second.");
        Console.WriteLine($"At a moderate load a count is visible after {Share(usual.Visible, .5):0} ms (p50), {Share(usual.Visible, .99):0} ms (p99).");
    }

    /// <summary>Events a second that one throughput unit takes.</summary>
    private static double UnitLimit(Run run) => Math.Min(UnitEvents, UnitBytes / run.PackedBytes) * run.EventsOfOne;

    private static Dictionary<string, double> Figures(
        Run usual, List<Run> others, Run simulated, (long Documents, double PerSecond, double CpuMicroseconds) peer, double perDocument, double rows)
    {
        var figures = new Dictionary<string, double>
        {
            ["peer_event_rows_per_s"] = rows,
            ["peer_documents_per_s"] = peer.PerSecond,
            ["requests_per_s"] = usual.Load.HubPerSecond,
            ["intake_events_per_s"] = usual.Load.Events / usual.Load.Sent.TotalSeconds,
            ["all_groups_events_per_s"] = usual.Load.Events / usual.Load.Consumed.TotalSeconds,
            ["consumer_groups"] = usual.Load.Groups,
            ["cpu_us_per_event"] = usual.Load.CpuMicroseconds,
            ["peer_cpu_us_per_event"] = peer.CpuMicroseconds / perDocument,
            ["visible_p50_ms"] = Share(usual.Visible, .5),
            ["visible_p99_ms"] = Share(usual.Visible, .99),
            ["memory_mb"] = usual.ResidentMb,
            ["private_memory_mb"] = usual.PrivateMb,
            ["simulated_events_per_s"] = simulated.Load.PerSecond,
            ["simulated_cpu_us_per_event"] = simulated.Load.CpuMicroseconds,
            ["throughput_unit_events_per_s"] = UnitLimit(usual),
            ["simulated_throughput_unit_events_per_s"] = UnitLimit(simulated),
        };
        foreach (var run in others)
            figures[$"events_per_s_{run.Partitions}_partitions"] = run.Load.PerSecond;
        return figures;
    }

    private static double Share(IReadOnlyList<double> ascending, double share) => ascending[(int)Math.Min(ascending.Count - 1, ascending.Count * share)];

    private sealed record Run(
        string Name, int Partitions, string Data, TelemetryLoad Load, long AllEvents, int PackedBytes, IReadOnlyList<double> Visible, double ResidentMb, double PrivateMb)
    {
        public double EventsOfOne => (double)Load.Events / Load.Requests;
    }
}
