using System.Diagnostics.Metrics;
using Azure.Messaging.EventHubs;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Spotify.Core.Catalog;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Telemetry;
using Spotify.Functions.Tests.Catalog;
using Spotify.TestSupport;

namespace Spotify.Functions.Tests.Telemetry;

/// <summary>The ledger over a store of its own and a catalogue of three tracks.</summary>
internal sealed class TelemetryHarness : IAsyncDisposable
{
    public const long DurationMs = 214_230;

    private readonly TempFolder _folder = new();
    private readonly SqliteDocumentStore _documents;
    private readonly FixedCatalog _catalog = new();
    private readonly TelemetryMetrics _metrics = new(new MeterFactory());

    public TelemetryHarness()
    {
        _documents = new SqliteDocumentStore(_folder.File("documents.db"), TimeProvider.System, NullLogger<SqliteDocumentStore>.Instance);
        Store = new CrashingStore(_documents);
        Restart();
    }

    public static DateTimeOffset Now { get; } = new(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);

    public CrashingStore Store { get; }

    public CountPlays Consumer { get; private set; } = null!;

    public IReadOnlyList<string> Tracks => [.. _catalog.Tracks.Keys];

    /// <summary>Another process: nothing is remembered but what is stored.</summary>
    public void Restart()
    {
        Store.CrashAfter = int.MaxValue;
        Consumer = NewConsumer();
    }

    public CountPlays NewConsumer() => new(
        new PlayLedger(Store, _catalog, _metrics, NullLogger<PlayLedger>.Instance),
        new PoisonEvents(Store, _metrics, TimeProvider.System, NullLogger<PoisonEvents>.Instance),
        _metrics,
        TimeProvider.System);

    public Task DeliverAsync(params IEnumerable<byte[]> bodies) =>
        Consumer.Run([.. bodies.Select(body => new EventData(new BinaryData(body)))], CancellationToken.None);

    public async Task<long> CountAsync(string track) => await new PlayCounts(Store).GetTrackCountAsync(track, CancellationToken.None);

    public async Task<List<PlayDocument>> LedgerAsync(string userId, string month = "2026-11")
    {
        var plays = new List<PlayDocument>();
        string? continuation = null;
        do
        {
            var page = await Store.RangeAsync<PlayDocument>(DocumentContainer.Plays, new PartitionKeyValue(userId, month), default, 1000, continuation);
            plays.AddRange(page.Documents.Select(one => one.Document.Value));
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return plays;
    }

    public async Task<int> PoisonCountAsync() => (await PoisonAsync()).Count;

    public async Task<IReadOnlyList<PoisonDocument>> PoisonAsync() =>
        [.. (await Store.RangeAsync<PoisonDocument>(DocumentContainer.System, PoisonDocument.Kind, default, 1000)).Documents.Select(one => one.Document.Value)];

    public async Task ShouldEqualTruthAsync(IReadOnlyList<SimulatedListener> listeners)
    {
        foreach (var listener in listeners)
        {
            var plays = (await LedgerAsync(listener.UserId)).Concat(await LedgerAsync(listener.UserId, "2026-10")).Where(play => play.Counted);
            plays.Select(play => (play.Track, play.StartedAt)).Order().ShouldBe(listener.Counted.Select(play => (play.Track, play.Start)).Order());
        }

        foreach (var track in Tracks)
            (await CountAsync(track)).ShouldBe(listeners.Sum(listener => listener.Counted.Count(play => play.Track == track)));
    }

    public async ValueTask DisposeAsync()
    {
        _metrics.Dispose();
        await _documents.DisposeAsync();
        _folder.Dispose();
    }

    private sealed class FixedCatalog : ICatalog
    {
        public FixedCatalog()
        {
            var release = TestRelease.Create();
            Tracks = release.Tracks.ToDictionary(track => track.Id, track => new PublishedTrack(track, release.Album));
        }

        public Dictionary<string, PublishedTrack> Tracks { get; }

        public ValueTask<PublishedTrack?> FindTrackAsync(string trackId, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(Tracks.GetValueOrDefault(trackId));

        public ValueTask<Album?> FindAlbumAsync(string albumId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<PublishOutcome> PublishAsync(Album album, IReadOnlyList<Track> tracks, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public ValueTask<RecordingOwner?> FindRecordingAsync(string isrc, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }

    private sealed class MeterFactory : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
        }
    }
}
