using Spotify.Core;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Platform.Privacy;

/// <summary>Reads or empties one partition, in pages: what stores of personal data have in common.</summary>
public static class DocumentSweep
{
    private const int MaxRounds = 20;

    /// <summary>All documents of a partition within a range of ids, in order.</summary>
    /// <param name="documents">The store.</param>
    /// <param name="container">The container.</param>
    /// <param name="partition">The whole partition key.</param>
    /// <param name="ids">Which ids.</param>
    /// <param name="page">Documents in memory at a time: few where they are large.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public static async IAsyncEnumerable<(string Id, T Value)> ReadAllAsync<T>(
        this IDocumentStore documents,
        DocumentContainer container,
        PartitionKeyValue partition,
        IdRange ids,
        int page,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(documents);
        string? continuation = null;
        do
        {
            var found = await documents.RangeAsync<T>(container, partition, ids, page, continuation, cancellationToken);
            foreach (var (id, document) in found.Documents)
                yield return (id, document.Value);
            continuation = found.Continuation;
        }
        while (continuation is not null);
    }

    /// <summary>Removes all documents of a partition but one, in batches of a hundred. What is written meanwhile may stay.</summary>
    /// <param name="documents">The store.</param>
    /// <param name="container">The container.</param>
    /// <param name="partition">The whole partition key.</param>
    /// <param name="kept">The id that stays; null for none.</param>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    /// <returns>How many were removed.</returns>
    /// <exception cref="TransientException">The store is in trouble, or others keep writing to the partition.</exception>
    public static async Task<int> RemoveAllAsync(
        this IDocumentStore documents, DocumentContainer container, PartitionKeyValue partition, string? kept, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(documents);
        var (removed, refusals) = (0, 0);
        while (true)
        {
            // One more than a batch: the one that stays may be among them. Whatever is there is read as nothing, its id is enough.
            var page = await documents.RangeAsync<Anything>(container, partition, default, DocumentRules.MaxBatchOperations + 1, cancellationToken: cancellationToken);
            List<DocumentOperation> deletes =
                [.. page.Documents.Select(one => one.Id).Where(id => id != kept).Take(DocumentRules.MaxBatchOperations).Select(id => DocumentOperation.Delete(id))];
            if (deletes.Count == 0)
                return removed;
            if ((await documents.WriteBatchAsync(container, partition, deletes, cancellationToken)).IsWritten)
                removed += deletes.Count;
            else if (++refusals == MaxRounds)
                throw new TransientException("Others keep changing the partition that is to be emptied.");
        }
    }

    private sealed record Anything;
}
