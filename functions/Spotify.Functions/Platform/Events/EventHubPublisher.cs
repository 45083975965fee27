using System.Collections.Concurrent;
using System.Diagnostics;
using Azure.Identity;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Spotify.Functions.Platform.Events;

/// <summary>Sends events to the hubs, one long-lived producer for each.</summary>
public sealed partial class EventHubPublisher : IAsyncDisposable
{
    /// <summary>The largest body of one event, bytes: well below the 1 MB of a hub's message, so that two fit into one send.</summary>
    public const int MaxEventBytes = 256 * 1024;

    private readonly ConcurrentDictionary<string, EventHubProducerClient> _producers = new(StringComparer.Ordinal);
    private readonly EventHubOptions _options;
    private readonly Func<string, EventHubProducerClient> _open;
    private readonly TimeProvider _time;
    private readonly ILogger<EventHubPublisher> _logger;

    /// <summary>Opens nothing yet: a producer connects with its first send.</summary>
    public EventHubPublisher(IOptions<EventHubOptions> options, TimeProvider time, ILogger<EventHubPublisher> logger)
        : this(options, time, logger, null)
    {
    }

    internal EventHubPublisher(
        IOptions<EventHubOptions> options, TimeProvider time, ILogger<EventHubPublisher> logger, Func<string, EventHubProducerClient>? open)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _time, _logger, _open) = (options.Value, time, logger, open ?? Open);
    }

    /// <summary>Sends events as one: the hub takes all of them, in order, or none.</summary>
    /// <param name="hub">One of <see cref="EventHubNames"/>.</param>
    /// <param name="partitionKey">Events of one key keep their order.</param>
    /// <param name="bodies">The bodies, each at most <see cref="MaxEventBytes"/>, together at most 1 MB; not to be changed before the call ends.</param>
    /// <param name="cancellationToken">The caller went away; what is on its way may still arrive.</param>
    /// <exception cref="OperationCanceledException">The caller went away.</exception>
    public async Task<PublishResult> PublishAsync(
        string hub, string partitionKey, IReadOnlyList<ReadOnlyMemory<byte>> bodies, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(bodies);
        using var limit = new CancellationTokenSource(_options.SendTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var producer = _producers.GetOrAdd(hub, _open);
            await producer.SendAsync(bodies.Select(ToEvent), new SendEventOptions { PartitionKey = partitionKey }, either.Token).WaitAsync(either.Token);
            return PublishResult.Published;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever keeps the hub from taking events, the caller keeps them and comes again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            HubUnavailable(hub, exception);
            return PublishResult.Unavailable;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var producer in _producers.Values)
            await producer.DisposeAsync();
        _producers.Clear();
    }

    private static EventData ToEvent(ReadOnlyMemory<byte> body)
    {
        var data = new EventData(new BinaryData(body));
        // The name under which the platform itself carries the trace to whoever reads the event.
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } traceParent })
            data.Properties["Diagnostic-Id"] = traceParent;
        return data;
    }

    private EventHubProducerClient Open(string hub) => string.IsNullOrWhiteSpace(_options.ConnectionString)
        ? new(_options.FullyQualifiedNamespace!, hub, new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = _options.ClientId }))
        : new(_options.ConnectionString, hub);

    [LoggerMessage(EventId = 5001, Level = LogLevel.Error, Message = "Hub {Hub} took no events; the callers are told to come again.")]
    private partial void HubUnavailable(string hub, Exception exception);
}
