using System.Globalization;
using Azure.Messaging.EventHubs;
using Microsoft.Extensions.Logging;
using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Telemetry;

/// <summary>
/// Parks events of a hub that cannot be handled, since a hub has no dead letters and a partition must go on: container <c>system</c>, kind
/// <c>poison-events</c>, by the hash of their bytes, for 90 days.
/// </summary>
public sealed partial class PoisonEvents(IDocumentStore documents, TelemetryMetrics metrics, TimeProvider time, ILogger<PoisonEvents> logger)
{
    private const int MaxBody = 1024 * 1024;
    private static readonly TimeSpan TimeToLive = TimeSpan.FromDays(90);

    /// <summary>Parks one of nobody knows whom; safe to repeat.</summary>
    /// <inheritdoc cref="ParkAsync(string, string, string?, EventData, string, CancellationToken)"/>
    public Task ParkAsync(string hub, string consumerGroup, EventData data, string reason, CancellationToken cancellationToken) =>
        ParkAsync(hub, consumerGroup, null, data, reason, cancellationToken);

    /// <summary>Parks one; safe to repeat.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="consumerGroup">Who could not handle it.</param>
    /// <param name="userId">Whose event it is, so that erasure finds it; null where that could not be read.</param>
    /// <param name="data">The event.</param>
    /// <param name="reason">Why, for the operator.</param>
    /// <param name="cancellationToken">Stops the write.</param>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task ParkAsync(string hub, string consumerGroup, string? userId, EventData data, string reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(data);
        var body = data.EventBody.ToMemory();
        var id = string.Create(CultureInfo.InvariantCulture, $"{hub}:{consumerGroup}:{StableHash.Of(body.Span):x16}");
        var document = new PoisonDocument
        {
            Hub = hub,
            ConsumerGroup = consumerGroup,
            Reason = reason,
            UserId = userId,
            EnqueuedAt = data.EnqueuedTime,
            SequenceNumber = data.SequenceNumber,
            ParkedAt = time.GetUtcNow(),
            Body = body[..Math.Min(body.Length, MaxBody)].ToArray(),
            BodyBytes = body.Length,
        };
        await documents.WriteAsync(DocumentContainer.System, PoisonDocument.Kind, DocumentOperation.Upsert(id, document, TimeToLive), cancellationToken);
        metrics.Poison(hub);
        Parked(hub, data.SequenceNumber, id, reason);
    }

    [LoggerMessage(EventId = 5103, Level = LogLevel.Error, Message = "Event {SequenceNumber} of hub {Hub} was parked as {Id}: {Reason}")]
    private partial void Parked(string hub, long sequenceNumber, string id, string reason);
}
