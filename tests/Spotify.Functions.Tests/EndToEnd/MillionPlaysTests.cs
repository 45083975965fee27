using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Spotify.Cli.Local;
using Spotify.Functions.Platform.Documents;
using Spotify.TestSupport;
using Spotify.TestSupport.Simulation;
using Xunit;
using Xunit.Abstractions;

namespace Spotify.Functions.Tests.EndToEnd;

/// <summary>
/// Simulated listeners against the real path, from request to ledger, counts, charts and history: whatever is killed, repeated, reordered or owned by two at once, all
/// of it equals the truth. With <c>--full</c> a million plays count.
/// </summary>
public sealed class MillionPlaysTests(ITestOutputHelper output)
{
    private static readonly int Workers = TestScale.Of(4, 32);
    private static readonly int Kills = TestScale.Of(2, 8);
    private const int Sentinels = 64;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task All_that_is_stored_equals_the_truth_though_the_application_is_killed_again_and_again()
    {
        using var folder = new TempFolder();
        var until = TimeProvider.System.GetUtcNow().AddDays(-1);
        var simulation = new ListenerSimulation(new SimulationOptions
        {
            From = until.AddDays(-27),
            Until = until,
            Listeners = TestScale.Of(100, 28_000),
            PlaysEach = 50,
            Tracks = TestScale.Of(300, 5_000),
            OtherHubs = true,
        });
        var truth = SimulationTruth.Of(simulation);
        var sentinel = new SimulatedTrack(simulation.Catalogue.Tracks.Count, new string('1', 22), -1, 200_000, IsKnown: true);
        await using (var documents = Open(folder))
            await SimulatedReleases.PublishAsync(documents, [.. simulation.Catalogue.Tracks, sentinel]);

        var log = new LastLines();
        // One reader asks for everything at the end: limits have tests of their own.
        var settings = new Dictionary<string, string> { ["Limits__General"] = "0", ["Limits__Events"] = "0", ["Limits__Admin"] = "0" };
        await using (var platform = await LocalPlatform.StartAsync(folder.Path, settings: settings, onOutput: log.Add))
        {
            using var client = new SimulatedClient(platform, folder.Path);
            await SendAllAsync(platform, client, simulation, truth.Requests);
            // Once more while the consumers have a backlog and nobody sends.
            platform.Application.Kill();
            await platform.RestartApplicationAsync();
            await WaitUntilConsumedAsync(client, sentinel, log);
            var answers = new AnsweredTruth(client, simulation, truth);
            await answers.TracksTellTheirCountsAsync();
            await answers.HistoriesAreWhatWasPlayedAsync(listeners: 100);
            await answers.ChartsRankByPlaysAsync(DateOnly.FromDateTime(until.UtcDateTime).AddDays(-10));
        }

        await using var stored = Open(folder);
        using var comparison = new StoredTruth(stored, simulation, truth, wayOfARequest: TimeSpan.FromSeconds(59));
        await comparison.NothingIsParkedAsync();
        await comparison.CountersHoldEveryPlayAsync();
        await comparison.DaysHoldEveryPlayAsync();
        await comparison.LedgerHoldsEveryPlayAsync();
        await comparison.HistoriesHoldEveryListenAsync();
        output.WriteLine($"{truth.Counted} of {truth.Listens} plays counted, {truth.Hub(SimulatedHubs.Plays).Distinct} events in {truth.Requests} requests, over {Kills + 1} kills");
    }

    /// <summary>A partition that moves to another host has two owners for a while; each of them dies now and then, in the middle of its writes.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Two_owners_of_a_partition_that_both_die_now_and_then_leave_the_truth(int seed)
    {
        using var folder = new TempFolder();
        var until = new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero);
        // Plans stay as they are: two who read the same events in different orders cannot agree on which one came first.
        var simulation = new ListenerSimulation(new SimulationOptions
        {
            Seed = seed,
            From = until.AddDays(-27),
            Until = until,
            Listeners = TestScale.Of(30, 1000),
            // In one wave, so that what is received later comes later: the ledger parks what is received a fortnight before its time.
            Wave = 1000,
            Tracks = 40,
            PlansChange = false,
        });
        var packed = new PackedRequests();
        var log = simulation.Requests().SelectMany(request => packed.Pack(request).Select(body => (Received: request.SendAt, Body: body))).ToList();
        await using var documents = Open(folder);
        await SimulatedReleases.PublishAsync(documents, simulation.Catalogue.Tracks);
        var deaths = await Task.WhenAll(
            Task.Run(() => OwnAsync(documents, log, new Random(seed), 0)),
            Task.Run(() => OwnAsync(documents, log, new Random(seed + 1000), log.Count / 5)));

        deaths.Sum().ShouldBeGreaterThan(6);
        using var comparison = new StoredTruth(documents, simulation, SimulationTruth.Of(simulation), wayOfARequest: TimeSpan.Zero);
        await comparison.NothingIsParkedAsync();
        await comparison.CountersHoldEveryPlayAsync();
        await comparison.DaysHoldEveryPlayAsync();
        await comparison.LedgerHoldsEveryPlayAsync();
        await comparison.HistoriesHoldEveryListenAsync();
    }

    /// <summary>One owner: reads from a place to the end in batches of its own, dies now and then, and begins again a little before where it was.</summary>
    private static async Task<int> OwnAsync(IDocumentStore documents, List<(DateTimeOffset Received, byte[] Body)> log, Random random, int from)
    {
        var deaths = 0;
        var time = new FakeTimeProvider(log[0].Received);
        var host = new TelemetryHost(documents, time);
        for (var next = from; next < log.Count;)
        {
            var size = Math.Min(random.Next(1, 20), log.Count - next);
            var now = log[next + size - 1].Received;
            time.Advance(now > time.GetUtcNow() ? now - time.GetUtcNow() : TimeSpan.Zero);
            host.Store.CrashAfter = random.Next(2) == 0 ? random.Next(30) : int.MaxValue;
            try
            {
                await host.ConsumeAsync(log.Skip(next).Take(size).Select(one => one.Body));
                next += size;
            }
            catch (OperationCanceledException)
            {
                deaths++;
                next = Math.Max(from, next - random.Next(20));
                await host.DisposeAsync();
                host = new TelemetryHost(documents, time);
            }
        }

        await host.DisposeAsync();
        return deaths;
    }

    private static SqliteDocumentStore Open(TempFolder folder) => new(folder.File("documents.db"), TimeProvider.System, NullLogger<SqliteDocumentStore>.Instance);

    /// <summary>Sends everything, each listener's requests in their order, while the application dies at moments that have nothing to do with what it does.</summary>
    private static async Task SendAllAsync(LocalPlatform platform, SimulatedClient client, ListenerSimulation simulation, long requests)
    {
        var random = new Random(simulation.Options.Seed);
        var deaths = Enumerable.Range(0, Kills).Select(_ => random.NextInt64(requests)).Order().ToList();
        using var done = new CancellationTokenSource();
        var killing = KillAsync(platform, client, deaths, done.Token);
        foreach (var wave in simulation.Waves())
        {
            var workers = Enumerable.Range(0, Workers).Select(worker => wave.Where(story => story.Listener.Number % Workers == worker)
                .SelectMany(story => story.Requests).OrderBy(request => request.SendAtMs).ToList());
            await Task.WhenAll(workers.Select(mine => Task.Run(async () =>
            {
                foreach (var request in mine)
                    await client.SendUntilAnsweredAsync(request);
            })));
        }

        await killing.WaitAsync(Patience);
    }

    private static async Task KillAsync(LocalPlatform platform, SimulatedClient client, List<long> deaths, CancellationToken cancellationToken)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        foreach (var death in deaths)
        {
            while (client.Answered < death)
                await pace.WaitForNextTickAsync(cancellationToken);
            platform.Application.Kill();
            await platform.RestartApplicationAsync(cancellationToken);
        }
    }

    /// <summary>A play of each of many listeners, sent when all else is: a partition is read in order, so what came before them has been read when they are counted.</summary>
    private static async Task WaitUntilConsumedAsync(SimulatedClient client, SimulatedTrack sentinel, LastLines log)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var device = new SimulatedDevice("sentinel", "phone", "1.0", 0, SaysWhenItSends: false);
        for (var number = 0; number < Sentinels; number++)
        {
            await client.SendUntilAnsweredAsync(new SimulatedRequest($"sentinel-{number}", new SimulatedPlan(0, "premium", "SE"), device, now,
            [
                new SimulatedEvent { Id = "1", Type = "start", AtMs = now - 60_000, Session = "s", Track = sentinel.Id, PositionMs = 0 },
                new SimulatedEvent { Id = "2", Type = "progress", AtMs = now - 20_000, Session = "s", Track = sentinel.Id, PositionMs = 40_000 },
            ]));
        }

        try
        {
            var patience = TestScale.IsFull ? Patience * 6 : Patience;
            await Eventually.HoldsAsync("all that was sent is counted", patience, async () => await client.CountAsync(sentinel.Id) == Sentinels);
            for (var number = 0; number < Sentinels; number++)
            {
                var listener = $"sentinel-{number}";
                await Eventually.HoldsAsync("all that was sent is in the histories", patience, async () =>
                    (await client.AskAsync("/v1/me/player/recently-played", listener))!.Value.GetProperty("items").GetArrayLength() == 1);
            }
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"{exception.Message} It has {await client.CountAsync(sentinel.Id)} of {Sentinels}.{Environment.NewLine}{log}", exception);
        }
    }
}
