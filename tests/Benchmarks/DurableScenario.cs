using System.Diagnostics;
using System.Globalization;
using Microsoft.DurableTask.Client;
using Spotify.Sqlite;

namespace Benchmarks;

/// <summary>
/// Activities a second through fan-outs, and the latency of an orchestration of one activity. Beside it in the same run, with the same
/// SQLite settings: one durable row for each activity, all queued at once so that group commit is at its best (the physical limit), the
/// same by as many writers as activities may run at once, each waiting for its commit, and for the latency the three commits, one after
/// another, that such an orchestration cannot do without (scheduled, called, ended).
/// </summary>
internal sealed class DurableScenario : IScenario
{
    private const int Width = 100;
    private const int Writers = 8;
    private const int StepsOfOne = 3;

    public string Name => "durable";

    public string Description => "activities a second and orchestration latency, beside raw durable SQLite commits of the same steps";

    public async Task<ScenarioResult> RunAsync(ScenarioContext context)
    {
        var orchestrations = context.Arguments.Count > 0 ? int.Parse(context.Arguments[0], CultureInfo.InvariantCulture) : 100;
        var samples = Math.Max(50, orchestrations * 3);
        await using var host = new DurableHost(Path.Combine(context.Folder, "runtime"));
        await host.StartAsync();
        await MeasureRateAsync(host.Client, 5, context.CancellationToken);
        await MeasureLatencyAsync(host.Client, 50, context.CancellationToken);

        var rate = await MeasureRateAsync(host.Client, orchestrations, context.CancellationToken);
        var latency = await MeasureLatencyAsync(host.Client, samples, context.CancellationToken);

        await using var database = new SqliteDatabase(
            Path.Combine(context.Folder, "peer.db"), "CREATE TABLE IF NOT EXISTS steps (n INTEGER PRIMARY KEY, data BLOB NOT NULL)");
        await MeasureWritersAsync(database, 500, Writers);
        var limit = await MeasureWritersAsync(database, orchestrations * Width, orchestrations * Width);
        var writers = await MeasureWritersAsync(database, orchestrations * Width, Writers);
        var peerLatency = await MeasurePeerLatencyAsync(database, samples);

        Console.WriteLine($"activities                     {rate,10:N0} /s");
        Console.WriteLine($"bare rows, all queued at once  {limit,10:N0} /s");
        Console.WriteLine($"bare rows, {Writers} writers that wait {writers,10:N0} /s");
        Console.WriteLine($"one activity  p50 {latency.P50,8:N2} ms  p99 {latency.P99,8:N2} ms");
        Console.WriteLine($"{StepsOfOne} bare commits p50 {peerLatency.P50,8:N2} ms  p99 {peerLatency.P99,8:N2} ms");
        return new ScenarioResult(rate, limit, "activities/s", HigherIsBetter: true, new Dictionary<string, double>
        {
            ["waiting_writers"] = writers,
            ["p50_ms"] = latency.P50,
            ["p99_ms"] = latency.P99,
            ["peer_p50_ms"] = peerLatency.P50,
            ["peer_p99_ms"] = peerLatency.P99,
        });
    }

    private static async Task<double> MeasureRateAsync(DurableTaskClient client, int orchestrations, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, orchestrations).Select(async _ =>
        {
            var id = await client.ScheduleNewOrchestrationInstanceAsync(nameof(DurableBenchmarkFunctions.FanOut), Width, cancellationToken);
            await CheckAsync(client, id, Width * (Width + 1) / 2, cancellationToken);
        }));
        return orchestrations * Width / clock.Elapsed.TotalSeconds;
    }

    private static async Task<(double P50, double P99)> MeasureLatencyAsync(DurableTaskClient client, int samples, CancellationToken cancellationToken)
    {
        var times = new double[samples];
        for (var i = 0; i < samples; i++)
        {
            var clock = Stopwatch.StartNew();
            var id = await client.ScheduleNewOrchestrationInstanceAsync(nameof(DurableBenchmarkFunctions.OneActivity), i, cancellationToken);
            await CheckAsync(client, id, i + 1, cancellationToken);
            times[i] = clock.Elapsed.TotalMilliseconds;
        }

        return Percentiles(times);
    }

    private static async Task CheckAsync(DurableTaskClient client, string id, int expected, CancellationToken cancellationToken)
    {
        var end = await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, cancellationToken);
        if (end.ReadOutputAs<int>() != expected)
            throw new InvalidOperationException($"Orchestration {id} ended {end.RuntimeStatus} with {end.SerializedOutput}, not {expected}.");
    }

    private static async Task<double> MeasureWritersAsync(SqliteDatabase database, int rows, int writers)
    {
        var left = rows;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, writers).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
                await InsertAsync(database);
        }));
        return rows / clock.Elapsed.TotalSeconds;
    }

    private static async Task<(double P50, double P99)> MeasurePeerLatencyAsync(SqliteDatabase database, int samples)
    {
        var times = new double[samples];
        for (var i = 0; i < samples; i++)
        {
            var clock = Stopwatch.StartNew();
            for (var step = 0; step < StepsOfOne; step++)
                await InsertAsync(database);
            times[i] = clock.Elapsed.TotalMilliseconds;
        }

        return Percentiles(times);
    }

    private static Task<int> InsertAsync(SqliteDatabase database) =>
        database.WriteAsync(session => session.Execute("INSERT INTO steps (data) VALUES ($1)", new byte[40]));

    private static (double P50, double P99) Percentiles(double[] times)
    {
        Array.Sort(times);
        return (times[times.Length / 2], times[Math.Min(times.Length - 1, times.Length * 99 / 100)]);
    }
}
