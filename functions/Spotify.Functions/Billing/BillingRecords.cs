using Spotify.Core;
using Spotify.Core.Subscriptions;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Billing;

/// <summary>Which events have come, and how far they are.</summary>
internal sealed class BillingRecords(IDocumentStore documents, TimeProvider time)
{
    private const int MaxRounds = 10;

    /// <summary>The record of an event; made where the event is new.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<BillingRecord> OpenAsync(BillingReading reading, CancellationToken cancellationToken)
    {
        var id = BillingRecord.IdOf(reading.Id!);
        var record = new BillingRecord { Event = reading.Id!, Hash = reading.Hash, State = BillingState.Received, ReceivedAt = time.GetUtcNow() };
        var written = await documents.WriteAsync(DocumentContainer.Money, BillingRecord.PartitionOf(id), DocumentOperation.Create(id, record), cancellationToken);
        return written.IsWritten ? record : (await ReadAsync(id, cancellationToken)).Value;
    }

    /// <summary>A record that there is.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<StoredDocument<BillingRecord>> ReadAsync(string id, CancellationToken cancellationToken) =>
        await documents.ReadAsync<BillingRecord>(DocumentContainer.Money, BillingRecord.PartitionOf(id), id, cancellationToken)
        ?? throw new TransientException("The record of an event was there and cannot be read.");

    /// <summary>Writes a record over the one that was read.</summary>
    /// <returns>False where somebody else was first: read it again.</returns>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<bool> TryWriteAsync(string id, StoredDocument<BillingRecord> read, BillingRecord record, CancellationToken cancellationToken) =>
        (await documents.WriteAsync(DocumentContainer.Money, BillingRecord.PartitionOf(id), DocumentOperation.Replace(id, record, read.ETag), cancellationToken)).IsWritten;

    /// <summary>Sets how far an event is; one that is done stays so.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task MarkAsync(string id, BillingState state, CancellationToken cancellationToken)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            var read = await ReadAsync(id, cancellationToken);
            if (read.Value.State == state || read.Value.State == BillingState.Done)
                return;
            if (await TryWriteAsync(id, read, read.Value with { State = state }, cancellationToken))
                return;
        }

        throw new TransientException("The same event is being taken elsewhere.");
    }
}
