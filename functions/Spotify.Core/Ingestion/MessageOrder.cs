using System.Globalization;

namespace Spotify.Core.Ingestion;

/// <summary>Which of two messages about one release counts: the one that was created later, whenever either arrives.</summary>
/// <param name="CreatedAt">When the sender made the message.</param>
/// <param name="MessageId">The sender's own name for it, which decides between messages of one moment.</param>
public sealed record MessageOrder(DateTimeOffset CreatedAt, string MessageId)
{
    /// <summary>A text that sorts as the messages do, ordinally.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Key => string.Create(CultureInfo.InvariantCulture, $"{CreatedAt.UtcTicks:0000000000000000000} {MessageId}");

    /// <summary>What a label is told of an older message: that this one holds.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Note => string.Create(CultureInfo.InvariantCulture, $"message {MessageId} of {CreatedAt.UtcDateTime:O} is newer and holds; this one changes nothing");

    /// <summary>The order of a message; null for one that has none, as <c>release.json</c>.</summary>
    /// <param name="header">Its header.</param>
    public static MessageOrder? Of(MessageHeader? header) => header is null ? null : new MessageOrder(header.CreatedAt, header.MessageId);

    /// <summary>Whether this message counts and the other one does not any more.</summary>
    /// <param name="other">The other message.</param>
    public bool IsAfter(MessageOrder? other) => other is null || string.CompareOrdinal(Key, other.Key) > 0;

    /// <summary>Whether it is the same message.</summary>
    /// <param name="other">The other message.</param>
    public bool IsSameAs(MessageOrder? other) => other is not null && Key == other.Key;
}
