using System.Diagnostics;
using System.Globalization;
using Spotify.TestSupport.Capacity;
using Spotify.TestSupport.Capacity.Spike;

namespace Benchmarks;

/// <summary>A release's first minutes by simulation: what scaling that is late, cold caches and a failing store do to authorising streams, and what a schedule and warming mend. The peer is Erlang's formula for the same queue.</summary>
internal sealed class Scale : IScenario
{
    public string Name => "scale";

    public string Description => "a release-day spike on the way of authorising, simulated: scaling delays, caches, a failing store; [SEED]";

    public Task<ScenarioResult> RunAsync(ScenarioContext context)
    {
        var seed = context.Arguments is [var text, ..] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 20261120;
        // A hundredth of the design's peak of the API: 1,750 starts/s among 5,000 requests/s. A release that everybody waits for brings twice that on top: people open the app, look for it and play it.
        var spike = new SpikeScenario
        {
            Seed = seed,
            BaseRate = 5_000,
            SpikeRate = 10_000,
            SpikeMix = [.40, .10, .20, .30],
            Mix = [.35, .10, .10, .45],
            Processor =
            [
                UnitCosts.Authorise * Assumptions.HostHop, 2 / 818.0, .003, UnitCosts.OtherRequest * Assumptions.HostHop,
            ],
            Cores = (int)Assumptions.Cores,
            Instances = 2,
            MostInstances = 10,
            ShedCapacity = 1_000,
            Tracks = 20,
        };
        var cases = new (string Name, SpikeScenario Scenario)[]
        {
            ("an evening without a release", spike with { SpikeRate = 0 }),
            ("release, 15 s until an instance is there", spike with { ScaleDelay = 15 }),
            ("release, 60 s", spike with { ScaleDelay = 60 }),
            ("release, 180 s", spike with { ScaleDelay = 180 }),
            ("60 s, other playback 80 % cached", spike with { ScaleDelay = 60, CacheHits = .80 }),
            ("60 s, scheduled instances", spike with { ScaleDelay = 60, PreparedInstances = 6, PreparedFrom = 30 }),
            ("the store fails as the embargo ends, cold", spike with { ScaleDelay = 60, PreparedInstances = 6, PreparedFrom = 30, StoreFailsFrom = 119, StoreFailsUntil = 180 }),
            ("the same, warmed", spike with { ScaleDelay = 60, PreparedInstances = 6, PreparedFrom = 30, StoreFailsFrom = 119, StoreFailsUntil = 180, IsWarmed = true }),
        };

        var watch = Stopwatch.StartNew();
        Console.WriteLine($"{"",-44} {"play p50 ms",11} {"p99",8} {"longest",8} {"success",9}  shed: recommendations, search, rest   instances  reads of the store");
        var results = new List<SpikeResult>();
        foreach (var (name, scenario) in cases)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            var result = new SpikeSimulation(scenario).Run();
            results.Add(result);
            var play = result[SpikeKind.Play];
            Console.WriteLine(
                $"{name,-44} {Ms(play.P50),11} {Ms(play.P99),8} {Ms(play.Longest),8} {play.Success,9:0.000%}  {Share(result, SpikeKind.Recommendations),21} {Share(result, SpikeKind.Search),8} "
                + $"{Share(result, SpikeKind.Other),6} {result.MostInstances,11}  {result.StoreReads,18:N0}");
        }

        Console.WriteLine("The minutes of 'release, 60 s':");
        foreach (var span in results[2].Spans.Where(span => span.At is >= 100 and < 280))
            Console.WriteLine($"  {span.At,4:0} s {span.Rate,7:0}/s  {span.Instances,2} instances  play p99 {span.PlayP99 * 1000,8:0.0} ms  shed {span.Shed,6}  failed {span.Failed}");

        // The physical limit beside it: the same machine without anything but a queue.
        var (arrivals, service, servers) = (8_000.0, .0004, 4);
        var queue = new SpikeSimulation(SpikeScenario.Queue(servers, arrivals, service) with { Seed = seed, Duration = 120 }).Run();
        var truth = ErlangC.MeanWait(servers, arrivals, service);
        var requests = results.Sum(result => result.Kinds.Sum(kind => kind.Asked));
        Console.WriteLine($"{requests:N0} requests simulated in {watch.Elapsed.TotalSeconds:0.0} s; mean wait of M/M/{servers} at {arrivals * service / servers:0%}: {queue.MeanWait * 1e6:0} us, Erlang's formula {truth * 1e6:0} us");
        return Task.FromResult(new ScenarioResult(queue.MeanWait * 1e6, truth * 1e6, "us mean wait", HigherIsBetter: false, new Dictionary<string, double>
        {
            ["seed"] = seed,
            ["release_play_p99_ms"] = results[2][SpikeKind.Play].P99 * 1000,
            ["scheduled_play_p99_ms"] = results[5][SpikeKind.Play].P99 * 1000,
            ["release_shed"] = results[2].Kinds.Sum(kind => kind.Shed),
            ["scheduled_shed"] = results[5].Kinds.Sum(kind => kind.Shed),
            ["cold_play_success"] = results[6][SpikeKind.Play].Success,
            ["warmed_play_success"] = results[7][SpikeKind.Play].Success,
            ["simulated_requests"] = requests,
            ["seconds"] = watch.Elapsed.TotalSeconds,
        }));
    }

    private static string Ms(double seconds) => $"{seconds * 1000:0.0}";

    private static string Share(SpikeResult result, SpikeKind kind) => $"{(double)result[kind].Shed / Math.Max(1, result[kind].Asked):0.0%}";
}
