using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text.Json;
using Azure.Messaging.EventHubs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Spotify.Core.Catalog;
using Spotify.Core.Playback;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Telemetry;
using Spotify.Functions.Telemetry;
using Spotify.Functions.Telemetry.Listeners;
using Spotify.Functions.Telemetry.Live;
using Spotify.Functions.Tests.Catalog;
using Spotify.Functions.Tests.Playback;
using Spotify.TestSupport;

namespace Spotify.Functions.Tests.Telemetry.Live;

/// <summary>Live statistics over a store of their own: processes that read the hub, and an instance that answers, with nothing remembered.</summary>
internal sealed class LiveHarness : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SqliteDocumentStore _documents;
    private readonly TelemetryMetrics _metrics = new(new MeterFactory());
    private readonly LiveMetrics _liveMetrics;
    private readonly SpotifyMetrics _spotifyMetrics = new(new MeterFactory());
    private readonly List<LiveFollower> _followers = [];
    private readonly KnownNumbers _random = new();

    public LiveHarness()
    {
        _liveMetrics = new LiveMetrics(new MeterFactory(this));
        _documents = new SqliteDocumentStore(_folder.File("documents.db"), TimeProvider.System, NullLogger<SqliteDocumentStore>.Instance);
        Store = new CrashingStore(_documents);
        Restart();
    }

    public static DateTimeOffset Start { get; } = new(2026, 11, 20, 16, 0, 0, TimeSpan.Zero);

    public TestClock Clock { get; } = new() { Now = Start };

    public CrashingStore Store { get; }

    public EveryTrack Catalog { get; } = new();

    public FollowPlays Consumer { get; private set; } = null!;

    public LiveFollower Follower => _followers[^1];

    /// <summary>How much was left out, by reason.</summary>
    public Dictionary<string, long> Counted { get; } = [];

    /// <summary>Another process: nothing is remembered but what is stored.</summary>
    public void Restart()
    {
        Store.CrashAfter = int.MaxValue;
        Consumer = NewConsumer();
    }

    public FollowPlays NewConsumer()
    {
        _followers.Add(new LiveFollower(new ListenerKeys(Store, _random, Clock), Catalog, Store, _liveMetrics, Clock, NullLoggerFactory.Instance));
        return new FollowPlays(_followers[^1], _metrics, Clock);
    }

    public Task DeliverAsync(params IEnumerable<byte[]> bodies) => DeliverAsync(Consumer, bodies);

    public static Task DeliverAsync(FollowPlays consumer, params IEnumerable<byte[]> bodies) =>
        consumer.Run([.. bodies.Select(body => new EventData(new BinaryData(body)))], CancellationToken.None);

    public Instance NewInstance(int leastListeners = 10)
    {
        var reader = new LiveReader(Store, NullLogger<LiveReader>.Instance);
        var hours = new LiveHours(reader, _spotifyMetrics, Clock);
        return new Instance(
            new TrendingCharts(reader, hours, Catalog, Options.Create(new LiveOptions { TrendingLeastListeners = leastListeners }), _spotifyMetrics, Clock),
            new LiveStatus(reader, hours, Store, _spotifyMetrics, Clock, NullLoggerFactory.Instance),
            new FindAnomalies(new AnomalyWatch(reader, hours, Store, _liveMetrics, Clock, NullLogger<AnomalyWatch>.Instance)));
    }

    /// <summary>The segments that are stored, with their sizes.</summary>
    public async Task<List<(string Partition, string Id, int Bytes)>> SegmentsAsync()
    {
        var segments = new List<(string, string, int)>();
        foreach (var range in await Store.GetScanRangesAsync(DocumentContainer.Aggregates, 4))
        {
            await foreach (var one in Store.ScanAsync<JsonElement>(DocumentContainer.Aggregates, range))
            {
                if (one.Value.GetProperty("type").GetString() == "live_segment")
                    segments.Add((one.Partition.First, one.Id, one.Value.GetProperty("data").GetBytesFromBase64().Length));
            }
        }

        return segments;
    }

    public async ValueTask DisposeAsync()
    {
        _followers.ForEach(one => one.Dispose());
        _metrics.Dispose();
        _liveMetrics.Dispose();
        _spotifyMetrics.Dispose();
        _random.Dispose();
        await _documents.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>The functions of one instance, called as HTTP would call them.</summary>
    internal sealed record Instance(TrendingCharts Charts, LiveStatus Status, FindAnomalies Watch)
    {
        public Task<Answer> TrendingAsync(string query = "", string country = "SE") => CallAsync(new GetTrending(Charts).Run, query, country);

        public Task<Answer> LiveAsync() => CallAsync(new GetLive(Status).Run);

        public Task<Answer> TrackAsync(string id) => CallAsync((request, token) => new GetLiveTrack(Status).Run(request, id, token));

        public Task<Answer> ArtistAsync(string id) => CallAsync((request, token) => new GetArtistListeners(Status).Run(request, id, token));

        public async Task<long> MonthlyListenersAsync(string artist) => (await ArtistAsync(artist)).Body.GetProperty("monthly_listeners").GetInt64();

        public Task FindAnomaliesAsync() => Watch.Run(new TimerInfo(), CancellationToken.None);

        private static async Task<Answer> CallAsync(Func<HttpRequest, CancellationToken, Task<IResult>> function, string query = "", string country = "SE")
        {
            var context = new DefaultHttpContext { RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider() };
            context.Request.QueryString = new QueryString(query);
            context.Response.Body = new MemoryStream();
            context.SetCaller(new Caller("somebody", Tier.Premium, country, new HashSet<string>(), null, null));
            await (await function(context.Request, CancellationToken.None)).ExecuteAsync(context);
            return new Answer(context.Response.StatusCode, JsonDocument.Parse(((MemoryStream)context.Response.Body).ToArray()).RootElement, context.Response.Headers);
        }
    }

    /// <summary>A catalogue that knows every track but those that are hidden; a track has the artist whom its id leads to.</summary>
    internal sealed class EveryTrack : TracksAlone
    {
        private static readonly TestRelease Release = TestRelease.Create();

        public HashSet<string> Hidden { get; } = [];

        public Func<Exception>? Trouble { get; set; }

        public static string Track(int number) => SpotifyId.Derive("track", $"live-{number}");

        public static string ArtistOf(string track) => SpotifyId.Derive("artist", $"{track[0] % 8}");

        public override ValueTask<PublishedTrack?> FindTrackAsync(string trackId, CancellationToken cancellationToken = default)
        {
            if (Trouble is { } trouble)
                throw trouble();
            return ValueTask.FromResult(Hidden.Contains(trackId)
                ? null
                : new PublishedTrack(Release.Tracks[0] with { Id = trackId, Artists = [new ArtistRef(ArtistOf(trackId), "An artist")] }, Release.Album));
        }
    }

    /// <summary>Keys that are the same in every run, so that estimates are.</summary>
    private sealed class KnownNumbers : RandomNumberGenerator
    {
        private readonly Random _random = new(1);

        public override void GetBytes(byte[] data) => GetBytes(data.AsSpan());

        public override void GetBytes(Span<byte> data)
        {
            lock (_random)
                _random.NextBytes(data);
        }
    }

    private sealed class MeterFactory : IMeterFactory
    {
        private readonly MeterListener? _listener;

        public MeterFactory()
        {
        }

        public MeterFactory(LiveHarness harness)
        {
            _listener = new MeterListener();
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, this))
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
            {
                lock (harness.Counted)
                    harness.Counted[(string)tags[0].Value!] = harness.Counted.GetValueOrDefault((string)tags[0].Value!) + value;
            });
            _listener.Start();
        }

        public Meter Create(MeterOptions options)
        {
            options.Scope = this;
            return new(options);
        }

        public void Dispose() => _listener?.Dispose();
    }
}
