using System.Collections.Concurrent;
using System.Diagnostics;
using Azure.Identity;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Resilience;

namespace Spotify.Functions.Platform.Events;

/// <summary>Sends events to the hubs, one long-lived producer for each; what goes to the same partition at the same time goes together.</summary>
public sealed partial class EventHubPublisher : IAsyncDisposable
{
    /// <summary>The largest body of one event, bytes: well below the 1 MB of a hub's message, so that two fit into one send.</summary>
    public const int MaxEventBytes = 256 * 1024;

    /// <summary>The most bytes of one send: 1 MB less what the protocol needs.</summary>
    internal const int MaxSendBytes = (1024 * 1024) - (32 * 1024);

    // What an event takes beside its body: properties, key, framing.
    private const int EnvelopeBytes = 512;

    private readonly ConcurrentDictionary<(string Hub, int Namespace), EventHubProducerClient> _producers = new();
    private readonly ConcurrentDictionary<(string Hub, int Namespace, int Slot), SendQueue> _queues = new();
    private readonly ConcurrentDictionary<string, HubLoad> _loads = new(StringComparer.Ordinal);
    private readonly EventHubOptions _options;
    private readonly IReadOnlyList<EventNamespace> _namespaces;
    private readonly EventRoutes _routes;
    private readonly SentCounts _counts;
    private readonly EventMetrics? _metrics;
    private readonly Func<EventNamespace, string, EventHubProducerClient> _open;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline _pipeline;
    private readonly ILogger<EventHubPublisher> _logger;

    /// <summary>Opens nothing yet: a producer connects with its first send.</summary>
    internal EventHubPublisher(
        IOptions<EventHubOptions> options,
        SentCounts counts,
        TimeProvider time,
        ILogger<EventHubPublisher> logger,
        Func<EventNamespace, string, EventHubProducerClient>? open = null,
        Pipelines? pipelines = null,
        EventMetrics? metrics = null)
    {
        _pipeline = pipelines?.Events ?? ResiliencePipeline.Empty;
        (_options, _counts, _time, _logger, _open, _metrics) = (options.Value, counts, time, logger, open ?? Open, metrics);
        _namespaces = _options.Namespaces();
        _routes = new EventRoutes(_namespaces.Select(one => one.Name), _options.Partitions);
    }

    /// <summary>
    /// Sends a user's events. Bodies of up to 1 MB together go as one: the hub takes all of them, in order, or none; beyond that a part may have been taken when
    /// the answer is that it was not.
    /// </summary>
    /// <param name="hub">One of <see cref="EventHubNames"/>.</param>
    /// <param name="userId">Whose they are: a user's events keep their order.</param>
    /// <param name="bodies">The bodies, each at most <see cref="MaxEventBytes"/>; not to be changed ever after.</param>
    /// <param name="cancellationToken">The caller went away; what is on its way may still arrive.</param>
    /// <exception cref="OperationCanceledException">The caller went away.</exception>
    public async Task<PublishResult> PublishAsync(string hub, string userId, IReadOnlyList<EventBody> bodies, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(bodies);
        cancellationToken.ThrowIfCancellationRequested();
        var load = _loads.GetOrAdd(hub, _ => new HubLoad());
        var submissions = Submit(bodies);
        var bytes = submissions.Sum(one => one.Bytes);
        if (!load.TryEnter(bytes, _options.MaxWaitingBytes))
        {
            if (load.MaySay(_time.GetUtcNow()))
                HubOverloaded(hub, _options.MaxWaitingBytes);
            return PublishResult.Overloaded;
        }

        var (space, slot) = _routes.Of(userId);
        var queue = _queues.GetOrAdd((hub, space, slot), NewQueue, load);
        foreach (var one in submissions)
            queue.Add(one);
        try
        {
            var results = await Task.WhenAll(submissions.Select(one => one.Done)).WaitAsync(_options.SendTimeout, _time, cancellationToken);
            return Array.TrueForAll(results, one => one == PublishResult.Published) ? PublishResult.Published : PublishResult.Unavailable;
        }
        catch (TimeoutException)
        {
            if (load.MaySay(_time.GetUtcNow()))
                HubSlow(hub, _options.SendTimeout);
            return PublishResult.Unavailable;
        }
        finally
        {
            submissions.ForEach(one => one.Abandon());
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var producer in _producers.Values)
            await producer.DisposeAsync();
        _producers.Clear();
    }

    private static List<Submission> Submit(IReadOnlyList<EventBody> bodies)
    {
        var submissions = new List<Submission>(1);
        var part = new List<EventBody>(bodies.Count);
        var bytes = 0L;
        foreach (var body in bodies)
        {
            var size = body.Bytes.Length + EnvelopeBytes;
            if (part.Count > 0 && bytes + size > MaxSendBytes)
            {
                submissions.Add(new Submission(part, bytes));
                (part, bytes) = ([], 0);
            }

            part.Add(body);
            bytes += size;
        }

        if (part.Count > 0)
            submissions.Add(new Submission(part, bytes));
        return submissions;
    }

    private SendQueue NewQueue((string Hub, int Namespace, int Slot) place, HubLoad load)
    {
        var options = _routes.OptionsOf(place.Slot);
        return new SendQueue(batch => SendAsync(place.Hub, place.Namespace, options, batch), load.Leave);
    }

    private async Task<PublishResult> SendAsync(string hub, int space, SendEventOptions options, IReadOnlyList<Submission> batch)
    {
        // A send has one trace; the others are in their events' properties.
        Activity.Current = batch[0].Trace is { IsStopped: false } trace ? trace : null;
        var events = batch.Sum(one => one.Bodies.Sum(body => body.Events));
        var stamp = _counts.Begin(hub, batch.Sum(one => one.Bodies.Count), events);
        var isSent = false;
        try
        {
            using var limit = new CancellationTokenSource(_options.SendTimeout, _time);
            var producer = _producers.GetOrAdd((hub, space), place => _open(_namespaces[place.Namespace], place.Hub));
            await _pipeline.ExecuteAsync(
                static async (call, token) => await call.producer.SendAsync(call.events, call.options, token).WaitAsync(token), (producer, events: ToEvents(batch, stamp), options), limit.Token);
            isSent = true;
        }
#pragma warning disable CA1031 // Whatever keeps the hub from taking events, the callers keep them and come again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            HubUnavailable(hub, exception);
        }

        if (isSent)
            _metrics?.Published(hub, events);
        _counts.End(stamp, isSent);
        return isSent ? PublishResult.Published : PublishResult.Unavailable;
    }

    private List<EventData> ToEvents(IReadOnlyList<Submission> batch, SentStamp stamp)
    {
        var events = new List<EventData>();
        foreach (var one in batch)
        {
            foreach (var body in one.Bodies)
            {
                var data = new EventData(new BinaryData(body.Bytes));
                data.Properties[EventProperties.Writer] = _counts.Writer;
                data.Properties[EventProperties.Sequence] = stamp.First + events.Count;
                data.Properties[EventProperties.Hour] = stamp.Hour;
                data.Properties[EventProperties.Events] = body.Events;
                if (one.Trace is { IdFormat: ActivityIdFormat.W3C, Id: { } traceParent })
                    data.Properties[EventProperties.Trace] = traceParent;
                events.Add(data);
            }
        }

        return events;
    }

    private EventHubProducerClient Open(EventNamespace space, string hub) => space.ConnectionString is null
        ? new(space.Name, hub, new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = _options.ClientId }))
        : new(space.ConnectionString, hub);

    [LoggerMessage(EventId = 5001, Level = LogLevel.Error, Message = "Hub {Hub} took no events; the callers are told to come again.")]
    private partial void HubUnavailable(string hub, Exception exception);

    [LoggerMessage(EventId = 5002, Level = LogLevel.Error, Message = "Over {Bytes} bytes wait for hub {Hub}; callers are refused until there are fewer.")]
    private partial void HubOverloaded(string hub, long bytes);

    [LoggerMessage(EventId = 5003, Level = LogLevel.Warning, Message = "Hub {Hub} did not take events within {Limit}; the callers are told to come again.")]
    private partial void HubSlow(string hub, TimeSpan limit);
}

/// <summary>How much waits for a hub.</summary>
internal sealed class HubLoad
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    private long _bytes;
    private long _saidAt = long.MinValue;

    public bool TryEnter(long bytes, long most)
    {
        if (Interlocked.Add(ref _bytes, bytes) <= most)
            return true;
        Leave(bytes);
        return false;
    }

    public void Leave(long bytes) => Interlocked.Add(ref _bytes, -bytes);

    /// <summary>Whether trouble may be logged: once in ten seconds is enough, however many callers meet it.</summary>
    public bool MaySay(DateTimeOffset now)
    {
        var said = Interlocked.Read(ref _saidAt);
        return (said == long.MinValue || now.UtcTicks - said >= Quiet.Ticks) && Interlocked.CompareExchange(ref _saidAt, now.UtcTicks, said) == said;
    }
}
