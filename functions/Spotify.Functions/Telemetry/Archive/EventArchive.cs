using System.Collections.Concurrent;
using System.IO.Compression;
using Azure.Messaging.EventHubs;
using Microsoft.Extensions.Logging;
using Spotify.Core;
using Spotify.Core.Telemetry.Archive;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Events;
using Spotify.Functions.Telemetry.Listeners;

namespace Spotify.Functions.Telemetry.Archive;

/// <summary>
/// Keeps what a hub delivers: one segment for each hour of receipt, written before the batch is acknowledged, never over another. A batch that comes again
/// makes the same segment; one that comes cut otherwise makes another one, whose repeats sealing finds.
/// </summary>
public sealed partial class EventArchive(
    ArchiveBlobs blobs, IListeners listeners, PoisonEvents poison, TelemetryMetrics telemetry, ArchiveMetrics metrics, TimeProvider time, ILogger<EventArchive> logger) : IDisposable
{
    private const string Unreadable = "not a body of events of a version that is known";
    private const string Unnameable = "The listener's name is none that a store can hold.";

    private readonly ConcurrentBag<ArchiveRows> _spare = [];

    /// <summary>Keeps a batch; safe to repeat.</summary>
    /// <param name="hub">One of <see cref="EventHubNames"/>.</param>
    /// <param name="events">What it delivered.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="TransientException">The storage or the store is in trouble; repeat all of it.</exception>
    public async Task KeepAsync(string hub, EventData[] events, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(events);
        foreach (var slice in EventSlices.Of(events))
        {
            var receipts = await ResolveAsync(hub, slice, cancellationToken);
            foreach (var hour in receipts.GroupBy(receipt => receipt.Stamps.Hour))
                await WriteAsync(hub, hour.Key, [.. hour.OrderBy(receipt => receipt.Stamps.Key)], cancellationToken);
        }

        if (events.Length > 0)
            telemetry.Handled(hub, ConsumerGroups.Archive, events, time.GetUtcNow());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_spare.TryTake(out var rows))
            rows.Dispose();
    }

    private async Task<List<Receipt>> ResolveAsync(string hub, ArraySegment<EventData> slice, CancellationToken cancellationToken)
    {
        var users = new string?[slice.Count];
        for (var i = 0; i < users.Length; i++)
        {
            users[i] = ArchiveRows.FindUser(slice[i].EventBody.ToMemory().Span);
            if (users[i] is { } user && DocumentRules.IsValidPartitionKey(user))
                continue;
            await ParkAsync(hub, slice[i], users[i] is null ? Unreadable : Unnameable, cancellationToken);
            users[i] = null;
        }

        var identities = await listeners.ResolveAsync([.. users.OfType<string>().Distinct(StringComparer.Ordinal)], cancellationToken);
        var known = identities.ToDictionary(one => one.Key, one => new ArchivedListener(one.Key, one.Value.Pseudonym, one.Value.KeyOf), StringComparer.Ordinal);
        var receipts = new List<Receipt>(slice.Count);
        for (var i = 0; i < users.Length; i++)
        {
            var listener = users[i] is { } user ? known.GetValueOrDefault(user) : null;
            receipts.Add(new Receipt(slice[i], ReceiptStamps.Of(slice[i], time.GetUtcNow()), listener, users[i] is null ? ReceiptMark.Parked : ReceiptMark.Erased));
        }

        return receipts;
    }

    private async Task WriteAsync(string hub, ArchiveHour hour, Receipt[] receipts, CancellationToken cancellationToken)
    {
        using var compressed = new MemoryStream();
        await using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var rows = _spare.TryTake(out var spare) ? spare : new ArchiveRows();
            try
            {
                foreach (var receipt in receipts)
                {
                    if (!TryWrite(rows, hub, receipt))
                        await ParkAsync(hub, receipt.Data, Unreadable, cancellationToken);
                    gzip.Write(rows.Written);
                }
            }
            finally
            {
                _spare.Add(rows);
            }
        }

        var name = ArchiveLayout.Segment(hub, hour, receipts.Select(receipt => receipt.Stamps.Key));
        if (!await blobs.CreateAsync(name, new BinaryData(compressed.GetBuffer().AsMemory(0, (int)compressed.Length)), cancellationToken))
            SegmentKnown(name);
    }

    private bool TryWrite(ArchiveRows rows, string hub, Receipt receipt)
    {
        rows.Clear();
        var (key, mark, isReadable) = (receipt.Stamps.Key, receipt.Otherwise, true);
        if (receipt.Listener is { } listener)
        {
            isReadable = rows.Write(hub, key, receipt.Data.EventBody.ToMemory().Span, listener) is not null;
            mark = isReadable ? ReceiptMark.Kept : ReceiptMark.Parked;
        }

        if (mark != ReceiptMark.Kept)
            rows.WriteMark(key, mark, receipt.Stamps.Events);
        metrics.Taken(hub, mark);
        return isReadable;
    }

    private Task ParkAsync(string hub, EventData data, string reason, CancellationToken cancellationToken) =>
        poison.ParkAsync(hub, ConsumerGroups.Archive, data, reason, cancellationToken);

    [LoggerMessage(EventId = 5801, Level = LogLevel.Debug, Message = "Segment {Segment} was written before: the batch came again.")]
    private partial void SegmentKnown(string segment);

    // Without a listener the events are left out, and "otherwise" says why.
    private readonly record struct Receipt(EventData Data, ReceiptStamps Stamps, ArchivedListener? Listener, ReceiptMark Otherwise);
}
