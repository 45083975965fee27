using Spotify.EmbeddedRuntime.Events;

namespace Azure.Messaging.EventHubs.Producer;

/// <summary>Events that are sent as one: all of them are stored, in order, or none. Not thread-safe.</summary>
public sealed class EventDataBatch : IDisposable
{
    private int _sending;
    private bool _disposed;

    internal EventDataBatch(SendEventOptions options, long maximumSizeInBytes)
    {
        PartitionKey = options.PartitionKey;
        PartitionId = options.PartitionId;
        MaximumSizeInBytes = maximumSizeInBytes;
        Events = new EncodedEvents((int)maximumSizeInBytes);
    }

    /// <summary>How many events it holds.</summary>
    public int Count => Events.Count;

    /// <summary>Its size now, in bytes.</summary>
    public long SizeInBytes => Events.Length;

    /// <summary>The most bytes it may hold.</summary>
    public long MaximumSizeInBytes { get; }

    internal string? PartitionKey { get; }

    internal string? PartitionId { get; }

    internal EncodedEvents Events { get; }

    /// <summary>Adds an event where there is room.</summary>
    /// <param name="eventData">The event; what is done to it later does not change the batch.</param>
    /// <returns>False when the event does not fit any more: send this batch and begin another.</returns>
    /// <exception cref="InvalidOperationException">The batch is being sent.</exception>
    /// <exception cref="System.Runtime.Serialization.SerializationException">A property has a type that cannot travel.</exception>
    public bool TryAdd(EventData eventData)
    {
        ArgumentNullException.ThrowIfNull(eventData);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return Volatile.Read(ref _sending) == 0
            ? Events.TryAdd(eventData, PartitionKey)
            : throw new InvalidOperationException("The batch is being sent: events can be added before that or after.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        Events.Dispose();
    }

    internal void BeginSend()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (Interlocked.Exchange(ref _sending, 1) != 0)
            throw new InvalidOperationException("The batch is being sent already.");
    }

    internal void EndSend() => Volatile.Write(ref _sending, 0);
}
