using System.Security.Cryptography;
using Spotify.Core;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Platform.Auth.Changes;

/// <summary>The changes as they are stored.</summary>
internal sealed class AccountChangeLog(IDocumentStore documents, TimeProvider time)
{
    /// <summary>
    /// How far readers look behind what they have read: clocks of writers differ, and a write takes its time between its stamp and being there. Whatever is read twice changes nothing.
    /// </summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromSeconds(60);

    // A writer whose clock is ahead writes into a minute that has not begun here.
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(30);

    // A write that took longer may have come after the readers were past its stamp.
    private static readonly TimeSpan SlowWrite = TimeSpan.FromSeconds(20);

    private const int MaxRounds = 3;
    private const int Page = 500;

    /// <summary>Stores a change so that no reader misses it.</summary>
    /// <exception cref="TransientException">The store is in trouble, or so slow that readers may miss it.</exception>
    public async Task WriteAsync(AccountChange change, CancellationToken cancellationToken)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            var written = time.GetUtcNow();
            var partition = AccountChangeDocument.PartitionOf(written, RandomNumberGenerator.GetInt32(AccountChangeDocument.Shards));
            var id = AccountChangeDocument.IdOf(written, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));
            var write = DocumentOperation.Create(id, AccountChangeDocument.Of(change), AccountChangeDocument.TimeToLive);
            var result = await documents.WriteAsync(DocumentContainer.System, partition, write, cancellationToken);
            if (result.IsWritten && time.GetUtcNow() - written < SlowWrite)
                return;
        }

        throw new TransientException("A change of an account could not be announced in time.");
    }

    /// <summary>Gives all changes that were written since a time.</summary>
    /// <param name="since">Since when everything may be new.</param>
    /// <param name="take">Gets each change, perhaps several at once and perhaps one that was given before.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public Task ReadAsync(DateTimeOffset since, Action<AccountChange> take, CancellationToken cancellationToken)
    {
        var from = since - Overlap;
        var last = time.GetUtcNow() + Ahead;
        var partitions = new List<string>();
        for (var minute = new DateTimeOffset(from.UtcTicks - (from.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero); minute <= last; minute = minute.AddMinutes(1))
        {
            for (var shard = 0; shard < AccountChangeDocument.Shards; shard++)
                partitions.Add(AccountChangeDocument.PartitionOf(minute, shard));
        }

        var range = new IdRange(AccountChangeDocument.StampOf(from));
        return Parallel.ForEachAsync(
            partitions,
            new ParallelOptions { MaxDegreeOfParallelism = AccountChangeDocument.Shards, CancellationToken = cancellationToken },
            (partition, token) => ReadPartitionAsync(partition, range, take, token));
    }

    private async ValueTask ReadPartitionAsync(string partition, IdRange range, Action<AccountChange> take, CancellationToken cancellationToken)
    {
        string? continuation = null;
        do
        {
            var page = await documents.RangeAsync<AccountChangeDocument>(DocumentContainer.System, partition, range, Page, continuation, cancellationToken);
            foreach (var (_, document) in page.Documents)
                take(document.Value.ToChange());
            continuation = page.Continuation;
        }
        while (continuation is not null);
    }
}
