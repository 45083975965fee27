using Azure.Messaging.EventHubs;
using Microsoft.Extensions.Logging;
using Spotify.Core;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Live;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Telemetry.Listeners;

namespace Spotify.Functions.Telemetry.Live;

/// <summary>
/// Takes batches of the hub into live statistics. Everything that is counted is a distinct count, so there is no state to protect: what comes again, late, or to another
/// process changes nothing. When <see cref="FollowAsync"/> returns, all of it is stored. Keep one in a process.
/// </summary>
public sealed partial class LiveFollower : IDisposable
{
    private static readonly TimeSpan HeartbeatEvery = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly IListeners _listeners;
    private readonly IDocumentStore _documents;
    private readonly LiveMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<LiveFollower> _logger;
    private readonly LiveTracks _tracks;
    private readonly LiveSegments _segments;
    private readonly ArtistListeners _artists;
    private DateTimeOffset _heartbeatAt;

    /// <summary>Creates the one of this process.</summary>
    public LiveFollower(IListeners listeners, ICatalog catalog, IDocumentStore documents, LiveMetrics metrics, TimeProvider time, ILoggerFactory loggers)
    {
        (_listeners, _documents, _metrics, _time) = (listeners, documents, metrics, time);
        _logger = loggers.CreateLogger<LiveFollower>();
        _tracks = new LiveTracks(catalog);
        _segments = new LiveSegments(documents, metrics, time, loggers.CreateLogger<LiveSegments>());
        _artists = new ArtistListeners(documents, loggers.CreateLogger<ArtistListeners>());
    }

    /// <summary>What is kept in memory.</summary>
    internal LiveSegments Segments => _segments;

    /// <summary>Takes in events of the hub. What cannot be read is left out and counted: the ledger, which reads the same, parks it.</summary>
    /// <param name="events">In any order.</param>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    /// <exception cref="TransientException">The store or the catalogue is in trouble; repeat all of it. So for every other exception.</exception>
    public async Task FollowAsync(IReadOnlyList<EventData> events, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(events);
        var bodies = Read(events);
        var users = bodies.Select(one => one.Listener.UserId).Distinct(StringComparer.Ordinal).Where(DocumentRules.IsValidPartitionKey).ToList();
        var listeners = await _listeners.ResolveAsync(users, cancellationToken);
        var known = bodies.FindAll(one => listeners.ContainsKey(one.Listener.UserId));
        _metrics.Ignored("listener_unknown", bodies.Count - known.Count);
        var artists = await _tracks.FindAsync(known.SelectMany(Named), cancellationToken);
        var delta = new LiveDelta();
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var body in known)
            delta.Add(body, listeners[body.Listener.UserId].Pseudonym, now, track => artists.GetValueOrDefault(track));
        await WriteAsync(delta, bodies, cancellationToken);
        _metrics.Ignored("late", delta.Late);
        _metrics.Ignored("ahead", delta.Ahead);
        _metrics.Ignored("unknown_track", delta.UnknownTrack);
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private List<PlaybackReports> Read(IReadOnlyList<EventData> events)
    {
        var bodies = new List<PlaybackReports>(events.Count);
        foreach (var data in events)
        {
            if (PlaybackReports.TryRead(data.EventBody.ToMemory().Span) is { } body)
                bodies.Add(body);
        }

        if (bodies.Count < events.Count)
        {
            _metrics.Ignored("unreadable", events.Count - bodies.Count);
            LogUnreadable(events.Count - bodies.Count);
        }

        return bodies;
    }

    private static IEnumerable<TrackKey> Named(PlaybackReports body) =>
        body.Reports.Where(one => one.Type is PlaybackEventType.Start or PlaybackEventType.Skip).Select(one => one.Track);

    private async Task WriteAsync(LiveDelta delta, IReadOnlyList<PlaybackReports> bodies, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await _segments.WriteAsync(delta.Windows, cancellationToken);
            await _artists.AddAsync(delta.Artists, cancellationToken);
            await BeatAsync(bodies, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task BeatAsync(IReadOnlyList<PlaybackReports> bodies, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        if (bodies.Count == 0 || now - _heartbeatAt < HeartbeatEvery)
            return;
        var beat = new LiveWriterDocument { HandledAt = now, ReceivedAt = DateTimeOffset.FromUnixTimeMilliseconds(bodies.Max(one => one.Head.ReceivedMs)) };
        await _documents.WriteAsync(DocumentContainer.Aggregates, LiveWriterDocument.Scope, DocumentOperation.Upsert(_segments.Writer, beat, LiveWriterDocument.TimeToLive), cancellationToken);
        _heartbeatAt = now;
    }

    [LoggerMessage(EventId = 5503, Level = LogLevel.Warning, Message = "{Count} events of hub plays are no batches of a version that is known; live statistics leave them out.")]
    private partial void LogUnreadable(int count);
}
