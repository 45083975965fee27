using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure.Messaging.EventHubs;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shouldly;
using Spotify.Core.Catalog;
using Spotify.Core.Playback;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Taste;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Blobs;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Telemetry;
using Spotify.Functions.Telemetry;
using Spotify.Functions.Telemetry.Listeners;
using Spotify.Functions.Telemetry.Taste;
using Spotify.Functions.Tests.Catalog;
using Spotify.Functions.Tests.Playback;
using Spotify.TestSupport;
using Spotify.TestSupport.Simulation;
using Listen = Spotify.Core.Telemetry.Taste.Listen;

namespace Spotify.Functions.Tests.Telemetry.Taste;

/// <summary>History and taste over a store of their own, a catalogue that a test fills, and a clock that it moves.</summary>
internal sealed class TasteHarness : IAsyncDisposable
{
    public const long DurationMs = 214_230;

    private readonly TempFolder _folder = new();
    private readonly SqliteDocumentStore _documents;
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly TelemetryMetrics _metrics = new(new MeterFactory());
    private readonly BlobSigner _signer;
    private int _keys;

    public TasteHarness()
    {
        _documents = new SqliteDocumentStore(_folder.File("documents.db"), TimeProvider.System, NullLogger<SqliteDocumentStore>.Instance);
        _signer = new BlobSigner(new BlobAccounts(new BlobOptions()), Time);
        Store = new CrashingStore(_documents);
        Process = NewProcess();
    }

    /// <summary>A Friday.</summary>
    public static DateTimeOffset Now { get; } = new(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);

    public FakeTimeProvider Time { get; } = new(Now);

    public CrashingStore Store { get; }

    public FixedCatalog Catalog { get; } = new();

    /// <summary>The process that the tests use where they do not make one of their own.</summary>
    public TasteProcess Process { get; private set; }

    public IReadOnlyList<string> Tracks => [.. Catalog.Tracks.Keys];

    public ITaste Taste => new TasteService(Reader(), Options.Create(new TasteOptions()), Time);

    /// <summary>Another process: nothing is remembered but what is stored.</summary>
    public void Restart()
    {
        Store.CrashAfter = int.MaxValue;
        Process = NewProcess();
    }

    public TasteProcess NewProcess(IDocumentStore? store = null)
    {
        store ??= Store;
        var listeners = new ListenerKeys(store, _random, Time);
        var periods = new Periods(store, Time);
        var shards = new CounterShards();
        var sessions = new SessionStore(store, Catalog, listeners, periods, shards, Time);
        var poison = new PoisonEvents(store, _metrics, Time, NullLogger<PoisonEvents>.Instance);
        return new TasteProcess(
            new LearnTaste(new ListenRecorder(sessions, store, Time, NullLogger<ListenRecorder>.Instance), poison, _metrics, Time),
            new CountPlays(new PlayLedger(store, sessions, periods, shards, _metrics, Time, NullLogger<PlayLedger>.Instance), poison, _metrics, Time),
            new LearnSignals(new SignalRecorder(store, listeners, NullLogger<SignalRecorder>.Instance), poison, _metrics, Time),
            listeners);
    }

    public Task DeliverAsync(params IEnumerable<byte[]> bodies) => DeliverAsync(Process, bodies);

    public static Task DeliverAsync(TasteProcess process, params IEnumerable<byte[]> bodies) => process.Taste.Run(Events(bodies), CancellationToken.None);

    public static EventData[] Events(params IEnumerable<byte[]> bodies) => [.. bodies.Select(body => new EventData(new BinaryData(body)))];

    /// <summary>What a player reports of one play: its start, and so many seconds later where it is.</summary>
    public byte[] Play(string user, string track, DateTimeOffset start, int seconds = 40, string session = "s1", string? context = null, string end = "progress", string? key = null)
    {
        key ??= $"key-{Interlocked.Increment(ref _keys)}";
        return Report(
            user,
            new { id = key, type = "start", session, track, position_ms = 0, at = Text(start), context = context is null ? null : new { type = context.Split(':')[1], id = context.Split(':')[2] } },
            new { id = key + "-end", type = end, session, track, position_ms = seconds * 1000, at = Text(start.AddSeconds(seconds)) });
    }

    public byte[] Report(string user, params object[] events) => Report(user, Time.GetUtcNow(), events);

    public static byte[] Report(string user, DateTimeOffset received, params object[] events) =>
        Pack(user, JsonSerializer.SerializeToUtf8Bytes(new { device = new { id = "d1", type = "phone" }, events }), received, Tier.Premium, "SE");

    public static byte[] Pack(SimulatedRequest request) =>
        Pack(request.UserId, request.ToJson(), request.SendAt, Enum.Parse<Tier>(request.Plan.Tier, ignoreCase: true), request.Plan.Market);

    public static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    public async Task<IReadOnlyList<Listen>> HistoryAsync(string user) => await Taste.GetHistoryAsync(user, DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);

    public async Task<int> PoisonCountAsync() =>
        (await _documents.RangeAsync<PoisonDocument>(DocumentContainer.System, PoisonDocument.Kind, default, 1000)).Documents.Count;

    /// <summary>All documents of a listener.</summary>
    public async Task<IReadOnlyList<(string Id, StoredDocument<JsonElement> Document)>> DocumentsAsync(string user) =>
        (await _documents.RangeAsync<JsonElement>(DocumentContainer.Users, user, default, 1000)).Documents;

    public Task DamageAsync(string user, string id) =>
        _documents.WriteAsync(DocumentContainer.Users, user, DocumentOperation.Upsert(id, new HistoryDocument { Type = "listens", Data = [255, 1] })).AsTask();

    /// <summary>Holds a listener's history, first listens and engagement against what was really heard.</summary>
    public async Task ShouldEqualTruthAsync(ListenerStory story)
    {
        var user = story.Listener.UserId;
        var identity = await new ListenerKeys(_documents, _random, Time).FindAsync(user, CancellationToken.None);
        var truth = story.Listens.Where(listen => listen.Track.IsKnown).Select(listen => TruthOf(listen, identity!)).ToList();
        truth.Sort(Listen.Compare);
        var history = await HistoryAsync(user);
        history.ShouldBe(truth);
        (await Taste.GetFirstListensAsync(user)).OrderBy(one => one.Key.Value).ShouldBe(
            story.Counted.GroupBy(listen => listen.Track.Id).Select(group => KeyValuePair.Create(Key(group.Key), group.Min(listen => listen.StartedAt))).OrderBy(one => one.Key.Value));
        var engagement = await Taste.GetEngagementAsync(user);
        engagement.Select(one => one.Track).ShouldBe(truth.Select(play => play.Track).Distinct(), ignoreOrder: true);
        foreach (var track in engagement)
        {
            var plays = truth.FindAll(play => play.Track == track.Track);
            track.Value.ShouldBe(plays.Sum(play => Says(play) * Math.Pow(0.5, (Time.GetUtcNow().ToUnixTimeMilliseconds() - play.StartMs) / (30.0 * 24 * 3_600_000))), 1e-9);
            (track.Plays, track.Heard).ShouldBe((plays.Count, plays.Count(play => play.IsHeard)));
        }
    }

    public Task<Answer> RecentAsync(string user, string query = "") => CallAsync(user, "/v1/me/player/recently-played", query, request => new GetRecentlyPlayed(
        new RecentPlays(Reader(), Catalog, Presenter())).Run(request, CancellationToken.None));

    public Task<Answer> TopAsync(string user, string query = "", string type = "tracks") => CallAsync(user, $"/v1/me/top/{type}", query, request => new GetTopItems(
        new TopTracks(Taste, Catalog, Presenter()), new TopArtists(Taste, Catalog, Presenter())).Run(request, type, CancellationToken.None));

    public async ValueTask DisposeAsync()
    {
        _metrics.Dispose();
        _random.Dispose();
        _signer.Dispose();
        await _documents.DisposeAsync();
        _folder.Dispose();
    }

    private static byte[] Pack(string user, byte[] body, DateTimeOffset received, Tier tier, string market)
    {
        var request = new EventRequest();
        if (EventRequestReader.Read(body, body.Length, request) != EventRequestOutcome.Read)
            throw new InvalidOperationException(Encoding.UTF8.GetString(body));
        request.Validate(received.ToUnixTimeMilliseconds());
        return new EventBatchWriter().Write(request, new ListenerStamp(user, tier, market), 256 * 1024).ShouldHaveSingleItem().ToArray();
    }

    private static Listen TruthOf(TestSupport.Simulation.Listen listen, ListenerIdentity identity) => new()
    {
        Key = new ListenKey(HashOf(SessionWork.Of(identity, listen.Device.Id, listen.Session).SessionId), HashOf(listen.StartEventId)),
        Track = Key(listen.Track.Id),
        StartMs = listen.StartedAt.ToUnixTimeMilliseconds(),
        ListenedMs = listen.ListenedMs,
        DurationMs = listen.Track.DurationMs,
        End = (PlayEnd)(int)listen.End,
        Failed = listen.Failed,
        Device = Enum.Parse<DeviceType>(listen.Device.Type.Replace("_", "", StringComparison.Ordinal), ignoreCase: true),
        Offline = listen.Offline,
        ContextType = listen.ContextType,
        ContextId = listen.ContextId,
    };

    // The rule of DESIGN, said once more in other words.
    private static double Says(Listen play) => play switch
    {
        { End: PlayEnd.Completed } => 1.0,
        { Failed: true } => 0.0,
        { End: PlayEnd.Skipped, ListenedMs: < 30_000 } => -0.5,
        _ => Math.Min(1.0, play.ListenedMs / (double)play.DurationMs),
    };

    private static ulong HashOf(string text) => StableHash.Of(Encoding.UTF8.GetBytes(text));

    private static TrackKey Key(string track) => TrackKey.TryParse(track, out var key) ? key : throw new ArgumentException(track);

    private static async Task<Answer> CallAsync(string user, string path, string query, Func<HttpRequest, Task<IResult>> function)
    {
        var context = new DefaultHttpContext { RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider() };
        (context.Request.Scheme, context.Request.Host, context.Request.Path, context.Request.QueryString) = ("https", new HostString("api.test"), path, new QueryString(query));
        context.Response.Body = new MemoryStream();
        context.SetCaller(new Caller(user, Tier.Premium, "SE", new HashSet<string>(), null, null));
        await (await function(context.Request)).ExecuteAsync(context);
        return new Answer(context.Response.StatusCode, JsonDocument.Parse(((MemoryStream)context.Response.Body).ToArray()).RootElement, context.Response.Headers);
    }

    private HistoryReader Reader() => new(_documents, Time, NullLogger<HistoryReader>.Instance);

    private CatalogPresenter Presenter() => CatalogHarness.Presenter(Catalog, new MediaUrls(_signer, Time), _documents, new SpotifyMetrics(new MeterFactory()), Time);

    internal sealed class FixedCatalog : TracksAlone
    {
        /// <summary>Every artist whom a track names is shown but these.</summary>
        public HashSet<string> HiddenArtists { get; } = [];

        public override ValueTask<Artist?> FindArtistAsync(string artistId, CancellationToken cancellationToken = default) =>
            new(HiddenArtists.Contains(artistId) ? null : Tracks.Values.SelectMany(found => found.Track.Artists).Where(artist => artist.Id == artistId).Select(artist => new Artist { Id = artist.Id, Name = artist.Name }).FirstOrDefault());

        private static readonly TestRelease Release = TestRelease.Create();

        public Dictionary<string, PublishedTrack> Tracks { get; } = Release.Tracks.ToDictionary(track => track.Id, track => new PublishedTrack(track, Release.Album));

        public void Add(SimulatedCatalogue simulated)
        {
            foreach (var track in simulated.Tracks)
                Tracks[track.Id] = new PublishedTrack(Release.Tracks[0] with { Id = track.Id, Audio = Release.Tracks[0].Audio with { DurationMs = track.DurationMs } }, Release.Album);
        }

        public override ValueTask<PublishedTrack?> FindTrackAsync(string trackId, CancellationToken cancellationToken = default) => new(Tracks.GetValueOrDefault(trackId));
    }

    private sealed class BlobOptions : IOptionsMonitor<BlobAccountOptions>
    {
        public BlobAccountOptions CurrentValue => Get(null);

        public BlobAccountOptions Get(string? name) => new() { ConnectionString = "UseDevelopmentStorage=true" };

        public IDisposable? OnChange(Action<BlobAccountOptions, string?> listener) => null;
    }

    private sealed class MeterFactory : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
        }
    }
}

/// <summary>What one process has of history and taste, and of the ledger beside it.</summary>
internal sealed record TasteProcess(LearnTaste Taste, CountPlays Ledger, LearnSignals Signals, ListenerKeys Listeners);
