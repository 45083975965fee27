using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Spotify.Cli.Local;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Blobs;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Edge;
using Spotify.Functions.Platform.Health;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Resilience;
using Spotify.Functions.Platform.Resilience.Faults;
using Spotify.Functions.Platform.Search;
using Spotify.Functions.Playback;
using Spotify.Functions.Playback.Hls;
using Spotify.Functions.Privacy;
using Spotify.Functions.Search;
using Spotify.Functions.Telemetry;
using Spotify.Functions.Tests.Catalog;
using Spotify.Functions.Tests.Hosting;
using Spotify.Functions.Tests.Playback.Edge;
using Spotify.Functions.Tests.Playback.Hls;
using Spotify.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace Spotify.Functions.Tests.EndToEnd;

/// <summary>
/// The table of docs/resilience.md, found out: the whole application under a steady load of listeners, while each dependency in turn is slow, errs, says nothing and is down, and comes back by itself.
/// Real time, with short time-outs; at full size the numbers are those of a deployment.
/// </summary>
public sealed class FaultTableTests(AzuriteFixture azurite, ITestOutputHelper output) : IClassFixture<AzuriteFixture>, IAsyncLifetime
{
    private const int Workers = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // Found while a dependency is down: what else a listener does then. The stream of a track that the instance knows is not in it, since it always plays.
    private static readonly Dictionary<Dependency, string[]> Refused = new()
    {
        [Dependency.Documents] = ["unknown track", "long job"],
        [Dependency.Blobs] = ["adaptive, unknown"],
        [Dependency.Events] = ["events"],
        [Dependency.Search] = ["search"],
        [Dependency.Edge] = [],
        [Dependency.Orchestrations] = ["long job"],
    };

    private static readonly FaultKind[] Kinds = [FaultKind.Slow, FaultKind.Erring, FaultKind.Silent, FaultKind.Down];
    private static readonly string[] Others = ["unknown track", "track page", "adaptive, unknown", "search", "events", "long job"];

    private readonly List<string> _known = [];
    private readonly List<string> _adaptive = [];
    private readonly ConcurrentQueue<Call> _calls = new();
    private ComposedApplication _application = null!;
    private FakeEdge _edge = null!;
    private HttpClient _listener = null!;
    private HttpClient _operator = null!;
    private int _number;

    private static TimeSpan PhaseLength => TestScale.IsFull ? TimeSpan.FromSeconds(10) : TimeSpan.FromMilliseconds(350);

    private Pipelines Pipelines => _application.Services.GetRequiredService<Pipelines>();

    public async Task InitializeAsync()
    {
        var audio = new BlobContainerClient(azurite.ConnectionString, BlobContainers.Audio);
        await audio.CreateIfNotExistsAsync();
        _edge = await FakeEdge.StartAsync(audio.Uri);
        var settings = new Dictionary<string, string?>
        {
            ["Media"] = azurite.ConnectionString,
            ["Uploads"] = azurite.ConnectionString,
            ["Edge:Address"] = _edge.Address.GetLeftPart(UriPartial.Authority),
            ["Edge:ProbeEvery"] = "00:00:00",
            ["Faults:Enabled"] = "true",
            ["Limits:Playback"] = "1000000",
            ["Limits:Search"] = "1000000",
            ["Limits:Events"] = "1000000",
            ["Limits:General"] = "1000000",
            ["Limits:Admin"] = "1000000",
            // The catalogue looks for newer versions all the while, and remembers no segment index.
            ["Catalog:FreshSeconds"] = "0",
            ["Hls:CachedIndexes"] = "1",
        };
        if (!TestScale.IsFull)
        {
            settings["Resilience:Circuit:OpenFor"] = "00:00:00.300";
            foreach (var dependency in (string[])["Documents", "Blobs", "Events", "Search", "Orchestrations"])
                settings[$"Resilience:{dependency}:Timeout"] = "00:00:00.200";
            // Blobs are another process here, which has to share two cores with this one: a circuit that opens for want of a processor would be found at the dependency that is tried just then.
            settings["Resilience:Blobs:Timeout"] = "00:00:00.750";
        }

        _application = await ComposedApplication.StartAsync(
            [typeof(GetStreamUrl), typeof(GetHlsPlaylist), typeof(GetTrack), typeof(GetSearch), typeof(PostEvents), typeof(GetErasure), typeof(GetHealth)], settings);
        (_listener, _operator) = (_application.Listener(), _application.Operator());
        var catalog = _application.Services.GetRequiredService<ICatalog>();
        for (var i = 0; i < 20; i++)
        {
            var release = TestReleases.New(tracks: 1);
            (await catalog.PublishAsync(release.Album, release.Tracks)).ShouldBe(PublishOutcome.Published);
            _known.Add(release.Tracks[0].Id);
        }

        var hls = new HlsHarness(_application, azurite.ConnectionString);
        for (var i = 0; i < 6; i++)
            _adaptive.Add((await hls.PublishAsync()).Id);
        await _application.Services.GetRequiredService<ISearchIndex>().CreateAsync("catalog-test");
        await _application.Documents.WriteAsync(
            DocumentContainer.System,
            SearchGenerations.Kind,
            DocumentOperation.Upsert("state", new SearchState { Live = "catalog-test", LiveSchema = SearchGenerations.Schema, LiveSince = DateTimeOffset.UtcNow }));
        foreach (var track in _known.Concat(_adaptive))
            (await StatusOf($"/v1/tracks/{track}/stream")).ShouldBe(HttpStatusCode.OK);
        await SearchAsync();
    }

    public async Task DisposeAsync()
    {
        _listener.Dispose();
        _operator.Dispose();
        await _application.DisposeAsync();
        await _edge.DisposeAsync();
    }

    [Fact]
    public void The_table_in_the_docs_says_what_is_tried_here()
    {
        var rows = File.ReadLines(Path.Combine(Repository.Root, "docs", "resilience.md")).Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)).Where(cells => cells.Length == 11).ToDictionary(cells => cells[1], StringComparer.Ordinal);
        foreach (var (dependency, refused) in Refused)
        {
            var cells = rows[dependency.NameOf()];
            cells[2].ShouldStartWith("plays", Case.Sensitive);
            // The page has them in this order.
            string[] features = ["unknown track", "adaptive, unknown", "track page", "search", "events", "long job"];
            features.Where((_, column) => cells[3 + column].StartsWith("503", StringComparison.Ordinal)).ShouldBe(refused);
        }
    }

    [Fact]
    public async Task Whatever_is_slow_errs_says_nothing_or_is_down_what_listeners_play_goes_on_playing_and_all_comes_back_by_itself()
    {
        using var end = new CancellationTokenSource();
        var load = Enumerable.Range(0, Workers).Select(worker => Task.Run(() => WorkAsync(worker, end.Token))).ToList();
        Report("before", "", await PhaseAsync(), "Closed");
        foreach (var (dependency, refused) in Refused)
        {
            foreach (var kind in Kinds)
            {
                // Slower than usual and quicker than its time-out; half of the calls.
                var fault = new Fault(kind, kind == FaultKind.Slow ? TimeSpan.FromMilliseconds(100) : default, kind == FaultKind.Erring ? 0.5 : 1);
                Faults.TryInject(dependency, fault, TimeSpan.FromMinutes(5)).ShouldBeTrue();
                var opened = OpensAsync(dependency, mustOpen: kind == FaultKind.Down);
                var phase = await PhaseAsync(dependency);
                var state = Max(await opened, phase.Worst);
                if (kind == FaultKind.Down)
                    MetricsTell(dependency);
                // Ends by itself.
                Faults.TryInject(dependency, fault, PhaseLength / 2);
                Report(dependency.ToString(), kind.ToString(), phase, state.ToString());
                phase.Of("stream").Share.ShouldBe(1, $"{dependency} {kind}: {phase.Of("stream")}");
                foreach (var other in Others.Where(other => !refused.Contains(other)))
                    phase.Of(other).Share.ShouldBe(1, $"{dependency} {kind}: {other} {phase.Of(other)}, {phase.StatusesOf(other)}; circuits {string.Join(", ", Pipelines.Circuits)}");
                // Refused, not failed: 503 says when to come back.
                phase.Calls.ShouldAllBe(call => call.Status < 500 || call.Status == 503);
                if (kind == FaultKind.Down)
                {
                    foreach (var other in refused)
                        phase.Of(other).Share.ShouldBeLessThan(1);
                }

                var back = Stopwatch.StartNew();
                await Eventually.HoldsAsync($"{dependency} is used again", Patience, async () =>
                {
                    if (dependency == Dependency.Edge)
                        await Probe.AskAsync(CancellationToken.None);
                    return Faults.Find(dependency) is null && Pipelines.Circuits.All(one => one.State == CircuitState.Closed);
                });
                if (kind == FaultKind.Down)
                {
                    var after = await PhaseAsync();
                    Report(dependency.ToString(), "back", after, string.Create(CultureInfo.InvariantCulture, $"closed after {back.ElapsedMilliseconds} ms"));
                    after.Of("stream").Share.ShouldBe(1);
                }
            }
        }

        await end.CancelAsync();
        await Task.WhenAll(load);
    }

    private FaultPlan Faults => _application.Services.GetRequiredService<FaultPlan>();

    private EdgeProbe Probe => _application.Services.GetRequiredService<EdgeProbe>();

    // A listener plays; now and then he does something else.
    private async Task WorkAsync(int worker, CancellationToken end)
    {
        for (var turn = worker; !end.IsCancellationRequested; turn++)
        {
            for (var i = 0; i < 5; i++)
                await CallAsync("stream", async () => await StatusOf($"/v1/tracks/{_known[(turn + i) % _known.Count]}/stream"), HttpStatusCode.OK);
            var other = Others[turn % Others.Length];
            await CallAsync(
                other,
                () => other switch
                {
                    "unknown track" => StatusOf($"/v1/tracks/{TestReleases.IdOf($"nobody {Interlocked.Increment(ref _number)}")}/stream"),
                    "track page" => StatusOf($"/v1/tracks/{_known[turn % _known.Count]}"),
                    "adaptive, unknown" => StatusOf($"/v1/tracks/{_adaptive[Interlocked.Increment(ref _number) % _adaptive.Count]}/hls/normal.m3u8"),
                    "search" => SearchAsync(),
                    "long job" => FollowAsync(),
                    _ => ReportAsync(),
                },
                other switch { "unknown track" or "long job" => HttpStatusCode.NotFound, "events" => HttpStatusCode.Accepted, _ => HttpStatusCode.OK });
        }
    }

    private Task<HttpStatusCode> SearchAsync() => StatusOf($"/v1/search?type=track&q=river%20{Interlocked.Increment(ref _number)}");

    // An operator asks how a run is that there is not.
    private async Task<HttpStatusCode> FollowAsync()
    {
        using var answer = await _operator.GetAsync($"/v1/admin/erasures/erase-{Interlocked.Increment(ref _number)}");
        return answer.StatusCode;
    }

    private async Task<HttpStatusCode> ReportAsync()
    {
        var number = Interlocked.Increment(ref _number);
        var events = new[] { new { id = $"e{number}", type = "start", session = $"s{number}", track = _known[0], position_ms = 0, at = DateTimeOffset.UtcNow } };
        using var answer = await _listener.PostAsJsonAsync("/v1/events", new { device = new { id = "d1", type = "phone" }, events });
        return answer.StatusCode;
    }

    private async Task<HttpStatusCode> StatusOf(string address)
    {
        using var answer = await _listener.GetAsync(address);
        return answer.StatusCode;
    }

    private async Task CallAsync(string feature, Func<Task<HttpStatusCode>> call, HttpStatusCode good)
    {
        var began = Stopwatch.GetTimestamp();
        var status = await call();
        _calls.Enqueue(new Call(feature, (int)status, status == good, Stopwatch.GetElapsedTime(began)));
    }

    // What is called from now until enough was, of each kind.
    private async Task<Phase> PhaseAsync(Dependency? dependency = null)
    {
        var worst = CircuitState.Closed;
        _calls.Clear();
        var began = Stopwatch.GetTimestamp();
        var calls = new List<Call>();
        await Eventually.HoldsAsync("enough was called", Patience, () =>
        {
            while (_calls.TryDequeue(out var call))
                calls.Add(call);
            if (dependency is { } one && Pipelines.CircuitOf(one).State is var state && state > worst)
                worst = state;
            return Task.FromResult(Stopwatch.GetElapsedTime(began) >= PhaseLength && Others.Append("stream").All(feature => calls.Count(call => call.Feature == feature) >= 3));
        });
        return new Phase(calls, worst);
    }

    private static CircuitState Max(CircuitState one, CircuitState other) => one > other ? one : other;

    private async Task<CircuitState> OpensAsync(Dependency dependency, bool mustOpen)
    {
        var name = dependency.NameOf();
        var seen = CircuitState.Closed;
        if (dependency == Dependency.Edge)
        {
            for (var i = 0; i < 6; i++)
                await Probe.AskAsync(CancellationToken.None);
        }

        if (!mustOpen)
            return Pipelines.CircuitOf(dependency).State;
        await Eventually.HoldsAsync($"the circuit of {name} is seen to be open", Patience, async () =>
        {
            var health = (await _operator.GetFromJsonAsync<HealthReport>("/v1/admin/health", ApiJson.Options))!;
            seen = health.Dependencies.Single(one => one.Name == name).Circuit;
            return seen != CircuitState.Closed;
        });
        return seen;
    }

    // Of all applications in this process; what /metrics makes of instruments is tried elsewhere.
    private static void MetricsTell(Dependency dependency)
    {
        var seen = new ConcurrentDictionary<string, int>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "dependency_circuit_state")
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((_, value, tags, _) =>
        {
            foreach (var tag in tags)
                seen.AddOrUpdate((string)tag.Value!, value, (_, before) => Math.Max(before, value));
        });
        listener.Start();
        listener.RecordObservableInstruments();
        seen[dependency.NameOf()].ShouldBeGreaterThan((int)CircuitState.Closed);
    }

    private void Report(string dependency, string fault, Phase phase, string circuit) => output.WriteLine(
        $"{dependency,-10} {fault,-7} {string.Join("  ", Others.Prepend("stream").Select(feature => $"{feature} {phase.Of(feature)}"))}  circuit {circuit}");

    private sealed record Call(string Feature, int Status, bool IsGood, TimeSpan Took);

    private sealed record Phase(IReadOnlyList<Call> Calls, CircuitState Worst)
    {
        public string StatusesOf(string feature) => string.Join(", ", Calls.Where(call => call.Feature == feature).CountBy(call => call.Status).Select(one => $"{one.Value} times {one.Key}"));

        public Figure Of(string feature)
        {
            var calls = Calls.Where(call => call.Feature == feature).ToList();
            var times = calls.Select(call => call.Took.TotalMilliseconds).Order().ToList();
            return new Figure(calls.Count, calls.Count(call => call.IsGood), times.Count == 0 ? 0 : times[(int)(0.99 * (times.Count - 1))]);
        }
    }

    private sealed record Figure(int Count, int Good, double P99)
    {
        public double Share => Count == 0 ? 1 : (double)Good / Count;

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Good}/{Count} p99 {P99:0} ms");
    }
}
