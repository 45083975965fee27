using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text.Json;
using Azure.Messaging.EventHubs;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Telemetry;
using Spotify.Functions.Telemetry.Listeners;
using Spotify.Functions.Tests.Catalog;
using Spotify.TestSupport;

namespace Spotify.Functions.Tests.Telemetry;

/// <summary>The ledger over a store of its own and a catalogue of three tracks.</summary>
internal sealed class TelemetryHarness : IAsyncDisposable
{
    public const long DurationMs = 214_230;

    private readonly TempFolder _folder = new();
    private readonly SqliteDocumentStore _documents;
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly MeterListener _meters = new();
    private readonly ConcurrentDictionary<string, long> _ignored = new();
    private readonly TelemetryMetrics _metrics;

    public TelemetryHarness()
    {
        _documents = new SqliteDocumentStore(_folder.File("documents.db"), TimeProvider.System, NullLogger<SqliteDocumentStore>.Instance);
        var meters = new MeterFactory();
        _metrics = new TelemetryMetrics(meters);
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (meters.Made.Contains(instrument.Meter) && instrument.Name == "plays_ignored_total")
                listener.EnableMeasurementEvents(instrument);
        };
        _meters.SetMeasurementEventCallback<long>((_, value, tags, _) => _ignored.AddOrUpdate((string)tags[0].Value!, value, (_, known) => known + value));
        _meters.Start();
        Store = new CrashingStore(_documents);
        Process = null!;
        Restart();
    }

    public static DateTimeOffset Now { get; } = new(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);

    /// <summary>The time of all processes.</summary>
    public FakeTimeProvider Time { get; } = new(Now);

    public CrashingStore Store { get; }

    public FixedCatalog Catalog { get; } = new();

    /// <summary>The process that the tests use where they do not make one of their own.</summary>
    public LedgerProcess Process { get; private set; }

    public CountPlays Consumer => Process.Consumer;

    public IReadOnlyList<string> Tracks => [.. Catalog.Tracks.Keys];

    /// <summary>Another process: nothing is remembered but what is stored.</summary>
    public void Restart()
    {
        Store.CrashAfter = int.MaxValue;
        Process = NewProcess();
    }

    public LedgerProcess NewProcess()
    {
        var listeners = new ListenerKeys(Store, _random, Time);
        var periods = new Periods(Store, Time);
        var shards = new CounterShards();
        var sessions = new SessionStore(Store, Catalog, listeners, periods, shards, Time);
        var ledger = new PlayLedger(Store, sessions, periods, shards, _metrics, Time, NullLogger<PlayLedger>.Instance);
        var consumer = new CountPlays(ledger, new PoisonEvents(Store, _metrics, Time, NullLogger<PoisonEvents>.Instance), _metrics, Time);
        return new LedgerProcess(consumer, sessions, new PlayExclusions(sessions, ledger, periods, Time, NullLogger<PlayExclusions>.Instance), periods, listeners);
    }

    public CountPlays NewConsumer() => NewProcess().Consumer;

    public Task DeliverAsync(params IEnumerable<byte[]> bodies) =>
        Consumer.Run([.. bodies.Select(body => new EventData(new BinaryData(body)))], CancellationToken.None);

    /// <summary>How much of this reason was named and passed over.</summary>
    public long Ignored(string reason) => _ignored.GetValueOrDefault(reason);

    /// <summary>Closes a period as the closing does: waits, then nothing of it changes any more.</summary>
    /// <returns>What the period holds when it is read.</returns>
    public async Task<IReadOnlyList<(string Id, PlayDocument Play)>> CloseAsync(string period)
    {
        await Process.Periods.BeginClosingAsync(period, 1, CancellationToken.None);
        Time.Advance(Periods.Settling);
        var held = await PeriodAsync(period);
        await Process.Periods.MarkClosedAsync(period, CancellationToken.None);
        return held;
    }

    public async Task<long> CountAsync(string track) => await new PlayCounts(Store).GetTrackCountAsync(track, CancellationToken.None);

    public async Task<string> PseudonymAsync(string userId) => (await Process.Listeners.FindAsync(userId, CancellationToken.None))?.Pseudonym ?? "nobody";

    public async Task<string> SessionIdAsync(string userId, string session, string device = "d1") =>
        SessionWork.Of((await Process.Listeners.FindAsync(userId, CancellationToken.None))!, device, session).SessionId;

    public async Task<List<PlayDocument>> LedgerAsync(string userId, string period = "2026-11") =>
        [.. (await RangeAsync<PlayDocument>(DocumentContainer.Plays, new PartitionKeyValue(await PseudonymAsync(userId), period))).Select(one => one.Value)];

    /// <summary>A track's days over all shards that there may be.</summary>
    public async Task<Dictionary<string, TrackDay>> DaysAsync(string track) =>
        (await RangeAsync<TrackDay>(DocumentContainer.Aggregates, CounterShards.ScopeOf(track, 0), IdRange.Prefix(TrackDay.IdPrefix))).ToDictionary(one => one.Id, one => one.Value);

    /// <summary>All that the ledger holds of a period, of all listeners.</summary>
    public async Task<IReadOnlyList<(string Id, PlayDocument Play)>> PeriodAsync(string period) =>
        [.. (await AllPlaysAsync()).Where(one => one.Play.Period == period).Select(one => (one.Id, one.Play))];

    /// <summary>Every document of the ledger.</summary>
    public async Task<List<(string Pseudonym, string Id, PlayDocument Play)>> AllPlaysAsync()
    {
        var plays = new List<(string, string, PlayDocument)>();
        foreach (var range in await Store.GetScanRangesAsync(DocumentContainer.Plays, 1))
        {
            await foreach (var one in Store.ScanAsync<JsonElement>(DocumentContainer.Plays, range))
            {
                if (one.Partition.Second == SessionDocument.PartitionMonth)
                    continue;
                var play = one.Value.Deserialize<PlayDocument>(DocumentJson.Options)!;
                play.Period.ShouldBe(one.Partition.Second);
                plays.Add((one.Partition.First, one.Id, play));
            }
        }

        return plays;
    }

    public async Task<int> PoisonCountAsync() => (await PoisonAsync()).Count;

    public async Task<IReadOnlyList<PoisonDocument>> PoisonAsync() =>
        [.. (await Store.RangeAsync<PoisonDocument>(DocumentContainer.System, PoisonDocument.Kind, default, 1000)).Documents.Select(one => one.Document.Value)];

    /// <summary>
    /// Holds the ledger against what listeners really heard, less what is excluded: each play is paid once over all periods, its last document says so, and counters and days
    /// are exactly the sum of it.
    /// </summary>
    public async Task ShouldEqualTruthAsync(IReadOnlyList<SimulatedListener> listeners, IReadOnlyDictionary<string, string>? excluded = null)
    {
        excluded ??= new Dictionary<string, string>();
        var all = await AllPlaysAsync();
        foreach (var listener in listeners)
        {
            var pseudonym = await PseudonymAsync(listener.UserId);
            var plays = all.Where(one => one.Pseudonym == pseudonym).GroupBy(one => one.Id).ToDictionary(group => group.Key, group => group.Select(one => one.Play).ToList());
            var last = plays.ToDictionary(play => play.Key, play => play.Value.MaxBy(one => one.Period, StringComparer.Ordinal)!);
            last.Where(play => play.Value.Counted || play.Value.Excluded is not null).Select(play => (play.Value.Track, play.Value.StartedAt)).Order()
                .ShouldBe(listener.Counted.Select(play => (play.Track, play.Start)).Order());
            foreach (var (id, documents) in plays)
            {
                var now = last[id];
                now.Excluded.ShouldBe(now.Counted || now.Excluded is not null ? excluded.GetValueOrDefault(id) : null);
                now.Counted.ShouldBe(documents.Sum(one => one.Delta) == 1, id);
                documents.Sum(one => one.Delta).ShouldBeInRange(0, 1);
                documents.ShouldAllBe(one => one.AdjustmentOf == (one.Period == $"{one.StartedAt:yyyy-MM}" ? null : $"{one.StartedAt:yyyy-MM}"));
            }
        }

        await CountersShouldEqualLedgerAsync();
    }

    /// <summary>Counters and days are the sum of the ledger, exactly.</summary>
    public async Task CountersShouldEqualLedgerAsync()
    {
        var all = await AllPlaysAsync();
        var last = all.GroupBy(one => (one.Pseudonym, one.Id)).Select(group => group.MaxBy(one => one.Play.Period, StringComparer.Ordinal).Play).ToList();
        foreach (var track in Tracks)
        {
            var mine = last.Where(play => play.Track == track).ToList();
            (await CountAsync(track)).ShouldBe(mine.Count(play => play.Counted));
            all.Where(one => one.Play.Track == track).Sum(one => one.Play.Delta).ShouldBe(mine.Count(play => play.Counted));
            var days = await DaysAsync(track);
            days.SelectMany(day => day.Value.Counts.SelectMany(market => market.Value.Select(product => (day.Key, market.Key, product.Key, product.Value)))).Order()
                .ShouldBe(mine.Where(play => play.Counted)
                    .GroupBy(play => (TrackDay.IdOf(DateOnly.FromDateTime(play.StartedAt.UtcDateTime)), play.Market, TrackDay.ProductOf(play.Tier)))
                    .Select(group => (group.Key.Item1, group.Key.Market, group.Key.Item3, group.LongCount())).Order());
            days.SelectMany(day => day.Value.Excluded.Select(reason => (day.Key, reason.Key, reason.Value))).Order()
                .ShouldBe(mine.Where(play => play.Excluded is not null)
                    .GroupBy(play => (TrackDay.IdOf(DateOnly.FromDateTime(play.StartedAt.UtcDateTime)), play.Excluded!))
                    .Select(group => (group.Key.Item1, group.Key.Item2, group.LongCount())).Order());
        }
    }

    public async ValueTask DisposeAsync()
    {
        _meters.Dispose();
        _metrics.Dispose();
        _random.Dispose();
        await _documents.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<List<(string Id, T Value)>> RangeAsync<T>(DocumentContainer container, PartitionKeyValue partition, IdRange range = default)
    {
        var found = new List<(string, T)>();
        string? continuation = null;
        do
        {
            var page = await Store.RangeAsync<T>(container, partition, range, 1000, continuation);
            found.AddRange(page.Documents.Select(one => (one.Id, one.Document.Value)));
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return found;
    }

    internal sealed class FixedCatalog : TracksAlone
    {
        public FixedCatalog()
        {
            var release = TestRelease.Create();
            Tracks = release.Tracks.ToDictionary(track => track.Id, track => new PublishedTrack(track, release.Album));
        }

        public Dictionary<string, PublishedTrack> Tracks { get; }

        public override ValueTask<PublishedTrack?> FindTrackAsync(string trackId, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(Tracks.GetValueOrDefault(trackId));
    }

    private sealed class MeterFactory : IMeterFactory
    {
        public List<Meter> Made { get; } = [];

        public Meter Create(MeterOptions options)
        {
            var meter = new Meter(options);
            Made.Add(meter);
            return meter;
        }

        public void Dispose()
        {
        }
    }
}

/// <summary>What one process has of the ledger.</summary>
internal sealed record LedgerProcess(CountPlays Consumer, SessionStore Sessions, PlayExclusions Exclusions, Periods Periods, ListenerKeys Listeners);
