using Azure.Core;
using Spotify.EmbeddedRuntime.Events;

namespace Azure.Messaging.EventHubs.Producer;

/// <summary>Sends events to a hub of the embedded runtime's event log. Thread-safe.</summary>
public class EventHubProducerClient : IAsyncDisposable
{
    private readonly string _namespace;
    private readonly string _hubName;
    private EventHubLog? _hub;
    private bool _disposed;

    /// <summary>Creates a client.</summary>
    /// <param name="connectionString">The namespace as <c>Endpoint=sb://name/;...</c>.</param>
    /// <param name="eventHubName">The hub's name.</param>
    /// <exception cref="FormatException">The connection string names no endpoint.</exception>
    public EventHubProducerClient(string connectionString, string eventHubName)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        ArgumentException.ThrowIfNullOrEmpty(eventHubName);
        (_namespace, _hubName) = (EventLogs.NamespaceOf(connectionString), eventHubName);
    }

    /// <summary>Creates a client.</summary>
    /// <param name="fullyQualifiedNamespace">The namespace's name.</param>
    /// <param name="eventHubName">The hub's name.</param>
    /// <param name="credential">Who sends; the embedded runtime's log is in the same process and asks nobody.</param>
    /// <param name="clientOptions">How to connect.</param>
    public EventHubProducerClient(
        string fullyQualifiedNamespace, string eventHubName, TokenCredential credential, EventHubProducerClientOptions? clientOptions = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(fullyQualifiedNamespace);
        ArgumentException.ThrowIfNullOrEmpty(eventHubName);
        ArgumentNullException.ThrowIfNull(credential);
        (_namespace, _hubName) = (fullyQualifiedNamespace, eventHubName);
    }

    /// <summary>Begins a batch.</summary>
    /// <param name="options">Where it goes and how large it may become.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>An empty batch; dispose it after sending.</returns>
    /// <exception cref="ArgumentOutOfRangeException">More bytes were asked for than a hub takes.</exception>
    /// <exception cref="InvalidOperationException">Both a partition and a key were given.</exception>
    public virtual ValueTask<EventDataBatch> CreateBatchAsync(CreateBatchOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfAmbiguous(options);
        var size = options.MaximumSizeInBytes ?? EventLogOptions.MaxBatchBytes;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, EventLogOptions.MaxBatchBytes, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size, nameof(options));
        return ValueTask.FromResult(new EventDataBatch(options, size));
    }

    /// <summary>Sends a batch; when the task completes, its events are on the disk.</summary>
    /// <param name="eventBatch">The batch; an empty one is nothing to do.</param>
    /// <param name="cancellationToken">Cancels the wait for a place in the queue.</param>
    /// <exception cref="IOException">The disk refused; nothing of the batch was stored.</exception>
    public virtual async Task SendAsync(EventDataBatch eventBatch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(eventBatch);
        cancellationToken.ThrowIfCancellationRequested();
        var hub = Hub();
        if (eventBatch.Count == 0)
            return;
        eventBatch.BeginSend();
        try
        {
            await hub.Route(eventBatch.PartitionId, eventBatch.PartitionKey).AppendAsync(eventBatch.Events, cancellationToken);
        }
        finally
        {
            eventBatch.EndSend();
        }
    }

    /// <summary>Sends events as one batch; when the task completes, they are on the disk.</summary>
    /// <param name="eventBatch">The events; none is nothing to do.</param>
    /// <param name="options">Where they go.</param>
    /// <param name="cancellationToken">Cancels the wait for a place in the queue.</param>
    /// <exception cref="InvalidOperationException">Both a partition and a key were given, or the events are more than 1 MB together.</exception>
    /// <exception cref="IOException">The disk refused; nothing was stored.</exception>
    public virtual async Task SendAsync(IEnumerable<EventData> eventBatch, SendEventOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(eventBatch);
        ArgumentNullException.ThrowIfNull(options);
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfAmbiguous(options);
        var hub = Hub();
        using var events = new EncodedEvents(EventLogOptions.MaxBatchBytes);
        foreach (var data in eventBatch)
        {
            if (!events.TryAdd(data, options.PartitionKey))
            {
                throw new InvalidOperationException(
                    $"The events are larger than the {EventLogOptions.MaxBatchBytes} bytes that hub '{_hubName}' takes at once; {events.Count} of them fit. Send smaller batches (CreateBatchAsync and TryAdd).");
            }
        }

        if (events.Count > 0)
            await hub.Route(options.PartitionId, options.PartitionKey).AppendAsync(events, cancellationToken);
    }

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        _disposed = true;
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private static void ThrowIfAmbiguous(SendEventOptions options)
    {
        if (options.PartitionId is not null && options.PartitionKey is not null)
            throw new InvalidOperationException("An event goes to a partition either by its id or by a key: set one of PartitionId and PartitionKey.");
    }

    private EventHubLog Hub()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _hub ??= EventLogs.Find(_namespace).Hub(_hubName);
    }
}
