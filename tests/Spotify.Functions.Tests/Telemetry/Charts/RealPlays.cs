using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.Json;
using Azure.Messaging.EventHubs;
using Microsoft.Extensions.Logging.Abstractions;
using Spotify.Core.Playback;
using Spotify.Core.Telemetry;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Telemetry;
using Spotify.Functions.Telemetry.Listeners;
using Spotify.Functions.Tests.Catalog;

namespace Spotify.Functions.Tests.Telemetry.Charts;

/// <summary>Plays that go the whole way: packed as intake packs them, handled by the ledger's consumer, counted by its counters.</summary>
internal sealed class RealPlays : IDisposable
{
    private const int PlaysARequest = 400;
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(40);

    private readonly TimeProvider _time;
    private readonly TelemetryMetrics _metrics = new(new MeterFactory());
    private int _requests;

    public RealPlays(IDocumentStore documents, IListeners listeners, TimeProvider time)
    {
        _time = time;
        Periods = new Periods(documents, time);
        var shards = new CounterShards();
        Sessions = new SessionStore(documents, new AnyCatalog(), listeners, Periods, shards, time);
        Ledger = new PlayLedger(documents, Sessions, Periods, shards, _metrics, time, NullLogger<PlayLedger>.Instance);
        Poison = new PoisonEvents(documents, _metrics, time, NullLogger<PoisonEvents>.Instance);
    }

    public Periods Periods { get; }

    public SessionStore Sessions { get; }

    public PlayLedger Ledger { get; }

    public PoisonEvents Poison { get; }

    /// <summary>Plays tracks one after another, each long enough to count.</summary>
    /// <returns>The bodies, to be delivered again.</returns>
    public async Task<IReadOnlyList<byte[]>> PlayAsync(string user, string market, DateTimeOffset from, IEnumerable<string> tracks)
    {
        var bodies = Bodies(user, market, from, tracks);
        await DeliverAsync(bodies);
        return bodies;
    }

    /// <summary>As far as a consumer comes that dies before ledger and counters have learnt what it decided.</summary>
    public Task PlayAndDieAsync(string user, string market, DateTimeOffset from, IEnumerable<string> tracks) =>
        Sessions.MergeAsync(Bodies(user, market, from, tracks).ConvertAll(body => EventBatch.TryRead(body)!), CancellationToken.None);

    public Task DeliverAsync(IEnumerable<byte[]> bodies)
    {
        var consumer = new CountPlays(Ledger, Poison, _metrics, _time);
        return consumer.Run([.. bodies.Select(body => new EventData(new BinaryData(body)))], CancellationToken.None);
    }

    public void Dispose()
    {
        Ledger.Dispose();
        _metrics.Dispose();
    }

    private List<byte[]> Bodies(string user, string market, DateTimeOffset from, IEnumerable<string> tracks)
    {
        var bodies = new List<byte[]>();
        foreach (var chunk in tracks.Chunk(PlaysARequest))
        {
            var session = string.Create(CultureInfo.InvariantCulture, $"session-{_requests++}");
            bodies.AddRange(Pack(user, market, [.. chunk.SelectMany((track, number) => Play(session, number, track, from + (number * Apart)))]));
            from += chunk.Length * Apart;
        }

        return bodies;
    }

    private IEnumerable<byte[]> Pack(string user, string market, object[] events)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { device = new { id = $"device-of-{user}", type = "phone" }, events });
        var request = new EventRequest();
        if (EventRequestReader.Read(body, body.Length, request) != EventRequestOutcome.Read)
            throw new InvalidOperationException("The test's request cannot be read.");
        request.Validate(_time.GetUtcNow().ToUnixTimeMilliseconds());
        return new EventBatchWriter().Write(request, new ListenerStamp(user, Tier.Premium, market), 256 * 1024).Select(one => one.ToArray());
    }

    private static object[] Play(string session, int number, string track, DateTimeOffset at) =>
    [
        Event(session, $"{number}-a", "start", track, 0, at),
        Event(session, $"{number}-b", "progress", track, 31_000, at.AddSeconds(31)),
    ];

    private static object Event(string session, string id, string type, string track, int position, DateTimeOffset at) => new
    {
        id = $"{session}-{id}",
        type,
        session,
        track,
        position_ms = position,
        at = at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
    };

    /// <summary>A catalogue that knows whatever it is asked for.</summary>
    private sealed class AnyCatalog : TracksAlone
    {
        private static readonly TestRelease Release = TestRelease.Create();

        public override ValueTask<PublishedTrack?> FindTrackAsync(string trackId, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult<PublishedTrack?>(new PublishedTrack(Release.Tracks[0] with { Id = trackId }, Release.Album));
    }

    private sealed class MeterFactory : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
        }
    }
}
