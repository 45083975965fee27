namespace Azure.Messaging.EventHubs;

/// <summary>One event: a body and what is said about it.</summary>
public class EventData
{
    private Dictionary<string, object>? _properties;

    /// <summary>Creates an event to send.</summary>
    /// <param name="eventBody">The body.</param>
    public EventData(BinaryData eventBody)
    {
        ArgumentNullException.ThrowIfNull(eventBody);
        EventBody = eventBody;
    }

    /// <summary>Creates an event to send.</summary>
    /// <param name="eventBody">The body, sent as UTF-8.</param>
    public EventData(string eventBody)
        : this(BinaryData.FromString(eventBody))
    {
    }

    internal EventData(BinaryData eventBody, long sequenceNumber, DateTimeOffset enqueuedTime, string? partitionKey, Dictionary<string, object>? properties)
        : this(eventBody)
    {
        _properties = properties;
        SequenceNumber = sequenceNumber;
        EnqueuedTime = enqueuedTime;
        PartitionKey = partitionKey!;
    }

    /// <summary>The body.</summary>
    public BinaryData EventBody { get; set; }

    /// <summary>The sender's name for the event, or null.</summary>
    public string? MessageId { get; set; }

    /// <summary>The media type of the body, or null.</summary>
    public string? ContentType { get; set; }

    /// <summary>Values the sender put beside the body: text, numbers, booleans, times, identifiers, bytes.</summary>
    public IDictionary<string, object> Properties => _properties ??= new Dictionary<string, object>(StringComparer.Ordinal);

    /// <summary>The key the event was sent with, or null; set on events that were read.</summary>
    public string PartitionKey { get; } = null!;

    /// <summary>The event's place in its partition, without gaps; <see cref="long.MinValue"/> on an event that was not read from a hub.</summary>
    public long SequenceNumber { get; } = long.MinValue;

    /// <summary>When the hub took the event, UTC; default on an event that was not read from a hub.</summary>
    public DateTimeOffset EnqueuedTime { get; }

    /// <summary>The W3C trace parent the event was sent under, or null.</summary>
    internal string? TraceParent { get; init; }

    /// <summary>How many properties there are, without making the dictionary.</summary>
    internal int PropertyCount => _properties?.Count ?? 0;
}
