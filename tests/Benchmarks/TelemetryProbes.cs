using System.Diagnostics;
using Spotify.Core.Catalog;

namespace Benchmarks;

/// <summary>How long it takes from the sending of a single play to the moment at which its count is visible, beside a moderate load on other tracks.</summary>
internal static class TelemetryProbes
{
    private const int Probes = 300;
    private const int WarmingProbes = 60;
    private const int Listeners = 500;

    // A request of 12 plays and a probe of one, 20 times a second: 2,080 events a second.
    private const int PlaysOfModerateLoad = 12;
    private static readonly TimeSpan ModeratePace = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MostWait = TimeSpan.FromMinutes(2);

    /// <summary>Measures.</summary>
    /// <returns>Milliseconds in ascending order, and how many events were sent.</returns>
    public static async Task<(IReadOnlyList<double> Times, long Events)> RunAsync(
        TelemetryService service, IReadOnlyList<Track> tracks, Dictionary<string, long> truth, CancellationToken cancellationToken)
    {
        var (probed, loaded) = (tracks.Take(tracks.Count / 2).ToList(), tracks.Skip(tracks.Count / 2).ToList());
        var (times, others, events) = (new List<double>(), new List<Task>(), 0L);
        var tokens = Enumerable.Range(0, Listeners).Select(number => service.Token($"listener-{number}")).ToList();
        using var pace = new PeriodicTimer(ModeratePace);
        for (var i = 0; i < Probes && await pace.WaitForNextTickAsync(cancellationToken); i++)
        {
            var load = TelemetryBody.Create(loaded, 2_000_000 + i, PlaysOfModerateLoad);
            var probe = TelemetryBody.Create([probed[i % probed.Count]], 1_000_000 + i, 1);
            foreach (var (track, plays) in load.Plays.Concat(probe.Plays))
                truth[track] += plays;
            events += load.Events + probe.Events;
            others.Add(service.PostAsync(load.Json, tokens[i % tokens.Count], cancellationToken));
            others.Add(ProbeAsync(service, probed[i % probed.Count].Id, probe, tokens[^1], truth[probed[i % probed.Count].Id], i < WarmingProbes ? null : times, cancellationToken));
        }

        await Task.WhenAll(others);
        return ([.. times.Order()], events);
    }

    // The first probes are the just-in-time compiler's.
    private static async Task ProbeAsync(
        TelemetryService service, string track, TelemetryBody body, string token, long expected, List<double>? times, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        await service.PostAsync(body.Json, token, cancellationToken);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        while (await service.CountAsync(track, cancellationToken) < expected)
        {
            if (Stopwatch.GetElapsedTime(start) > MostWait)
                throw new InvalidOperationException($"A play of {track} was not counted within {MostWait}.");
            await pace.WaitForNextTickAsync(cancellationToken);
        }

        var took = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        if (times is null)
            return;
        lock (times)
            times.Add(took);
    }
}
