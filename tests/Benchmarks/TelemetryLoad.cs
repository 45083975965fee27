using System.Diagnostics;
using Spotify.Core.Catalog;
using Spotify.Core.Playback;
using Spotify.Core.Telemetry;
using Spotify.TestSupport.Simulation;

namespace Benchmarks;

/// <summary>What a load did.</summary>
/// <param name="Requests">Requests, each one EventData of the hub.</param>
/// <param name="Events">Events in them.</param>
/// <param name="Sent">Until the last answer.</param>
/// <param name="Counted">Until every count was right.</param>
/// <param name="Consumed">Until every consumer group had read all of it.</param>
/// <param name="CpuMicroseconds">Processor time of the application for an event, all consumers included.</param>
/// <param name="Groups">How many consumer groups there were.</param>
internal sealed record TelemetryLoad(long Requests, long Events, TimeSpan Sent, TimeSpan Counted, TimeSpan Consumed, double CpuMicroseconds, int Groups)
{
    private const int Connections = 8;
    private const int Listeners = 2000;

    /// <summary>Events a second from request to count.</summary>
    public double PerSecond => Events / Counted.TotalSeconds;

    /// <summary>EventData a second that the hub took.</summary>
    public double HubPerSecond => Requests / Sent.TotalSeconds;

    /// <summary>Large requests, sent as fast as answers come; each body of each listener once, so that every play is a new one.</summary>
    /// <param name="service">The application.</param>
    /// <param name="bodies">The bodies.</param>
    /// <param name="time">How long to send.</param>
    /// <param name="truth">What must be counted before; what must be counted after it is added.</param>
    /// <param name="cancellationToken">Ctrl-C.</param>
    public static Task<TelemetryLoad> SendAsync(
        TelemetryService service, IReadOnlyList<TelemetryBody> bodies, TimeSpan time, Dictionary<string, long> truth, CancellationToken cancellationToken)
    {
        var tokens = Enumerable.Range(0, Listeners).Select(number => service.Token($"listener-{number}")).ToList();
        return MeasureAsync(
            service,
            truth,
            async () =>
            {
                var end = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
                var next = -1;
                await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(
                    async () =>
                    {
                        while (Stopwatch.GetTimestamp() < end)
                        {
                            var number = Interlocked.Increment(ref next);
                            await service.PostAsync(bodies[number / tokens.Count % bodies.Count].Json, tokens[number % tokens.Count], cancellationToken);
                        }
                    },
                    cancellationToken)));
                for (var number = 0; number <= next; number++)
                {
                    foreach (var (track, plays) in bodies[number / tokens.Count % bodies.Count].Plays)
                        truth[track] += plays;
                }

                return (next + 1L, (next + 1L) * bodies[0].Events);
            },
            cancellationToken);
    }

    /// <summary>Simulated listeners, who send what happens to them: small requests of many people, repeated, late and out of order.</summary>
    /// <inheritdoc cref="SendAsync(TelemetryService, IReadOnlyList{TelemetryBody}, TimeSpan, Dictionary{string, long}, CancellationToken)"/>
    public static Task<TelemetryLoad> SendAsync(TelemetryService service, ListenerSimulation simulation, Dictionary<string, long> truth, CancellationToken cancellationToken)
    {
        var expected = SimulationTruth.Of(simulation);
        // All is written before, so that the client costs little while it is measured.
        var now = DateTimeOffset.UtcNow;
        var requests = simulation.Requests().GroupBy(request => request.UserId)
            .Select(one => one.Select(request => (Json: request.ToJson(now), Token: service.Token(request.UserId, request.Plan.Tier, request.Plan.Market))).ToList()).ToList();
        return MeasureAsync(
            service,
            truth,
            async () =>
            {
                await Parallel.ForEachAsync(requests, new ParallelOptions { MaxDegreeOfParallelism = Connections, CancellationToken = cancellationToken }, async (mine, cancellation) =>
                {
                    foreach (var (json, token) in mine)
                        await service.PostAsync(json, token, cancellation);
                });
                foreach (var track in simulation.Catalogue.Tracks)
                    truth[track.Id] += expected.Tracks[track.Number].Counted;
                return (expected.Requests, expected.Hub(SimulatedHubs.Plays).Forwarded);
            },
            cancellationToken);
    }

    /// <summary>The tracks of the benchmarks' catalogue as a simulation knows them.</summary>
    public static IEnumerable<SimulatedTrack> Simulated(IReadOnlyList<Track> tracks) =>
        tracks.Select((track, number) => new SimulatedTrack(number, track.Id, number / SimulatedCatalogue.TracksAnAlbum, (int)track.Audio.DurationMs, IsKnown: true));

    /// <summary>What a request is as the hub gets it, in bytes.</summary>
    public static int PackedBytes(byte[] json)
    {
        var request = new EventRequest();
        if (EventRequestReader.Read([.. json], json.Length, request) != EventRequestOutcome.Read)
            throw new InvalidOperationException("The request cannot be read.");
        request.Validate(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        return new EventBatchWriter().Write(request, new ListenerStamp("listener-1000", Tier.Premium, "SE"), int.MaxValue).Sum(body => body.Length);
    }

    private static async Task<TelemetryLoad> MeasureAsync(
        TelemetryService service, Dictionary<string, long> truth, Func<Task<(long Requests, long Events)>> send, CancellationToken cancellationToken)
    {
        var cpu = service.ProcessorTime;
        var watch = Stopwatch.StartNew();
        var (requests, events) = await send();
        var sent = watch.Elapsed;
        await service.WaitForCountsAsync(truth, cancellationToken);
        var counted = watch.Elapsed;
        var groups = await service.WaitForAllGroupsAsync(cancellationToken);
        return new TelemetryLoad(requests, events, sent, counted, watch.Elapsed, (service.ProcessorTime - cpu).TotalMicroseconds / events, groups.Count);
    }
}
