namespace Azure.Messaging.EventHubs.Producer;

/// <summary>Events that are sent as one: all of them are stored, in order, or none. Not thread-safe.</summary>
public sealed class EventDataBatch : IDisposable
{
    internal EventDataBatch(CreateBatchOptions options, long maximumSizeInBytes)
    {
        PartitionKey = options.PartitionKey;
        PartitionId = options.PartitionId;
        MaximumSizeInBytes = maximumSizeInBytes;
    }

    /// <summary>How many events it holds.</summary>
    public int Count { get; private set; }

    /// <summary>Its size now, in bytes.</summary>
    public long SizeInBytes { get; private set; }

    /// <summary>The most bytes it may hold.</summary>
    public long MaximumSizeInBytes { get; }

    internal string? PartitionKey { get; }

    internal string? PartitionId { get; }

    /// <summary>Adds an event where there is room.</summary>
    /// <param name="eventData">The event; what is done to it later does not change the batch.</param>
    /// <returns>False when the event does not fit any more: send this batch and begin another.</returns>
    public bool TryAdd(EventData eventData)
    {
        ArgumentNullException.ThrowIfNull(eventData);
        var size = eventData.EventBody.ToMemory().Length + 64;
        if (SizeInBytes + size > MaximumSizeInBytes)
            return false;
        SizeInBytes += size;
        Count++;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
