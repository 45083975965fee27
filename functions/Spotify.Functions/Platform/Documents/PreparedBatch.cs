namespace Spotify.Functions.Platform.Documents;

/// <summary>A batch on one partition, held against the rules and serialised once, the same way for every adapter.</summary>
internal sealed class PreparedBatch
{
    private PreparedBatch(DocumentContainer container, PartitionKeyValue partition, PreparedOperation[] operations, BatchResult? tooLarge) =>
        (Container, Partition, Operations, TooLarge) = (container, partition, operations, tooLarge);

    public DocumentContainer Container { get; }

    public PartitionKeyValue Partition { get; }

    public PreparedOperation[] Operations { get; }

    /// <summary>The outcome of a batch that is over its size, which is never sent; null for one within it.</summary>
    public BatchResult? TooLarge { get; }

    /// <summary>Prepares a batch.</summary>
    /// <exception cref="ArgumentException">An id, key, body or time to live breaks the rules.</exception>
    public static PreparedBatch Prepare(DocumentContainer container, PartitionKeyValue partition, ReadOnlySpan<DocumentOperation> operations)
    {
        if (operations.Length is 0 or > DocumentRules.MaxBatchOperations)
            throw new ArgumentException($"A batch has 1 to {DocumentRules.MaxBatchOperations} operations, not {operations.Length}.", nameof(operations));
        var prepared = new PreparedOperation[operations.Length];
        var size = 0L;
        BatchResult? tooLarge = null;
        for (var i = 0; i < prepared.Length; i++)
        {
            var operation = operations[i];
            DocumentRules.CheckKey(container, partition, operation.Id);
            var body = operation.Kind == DocumentOperationKind.Delete ? default : DocumentBody.Serialize(container, partition, operation);
            prepared[i] = new PreparedOperation(operation.Kind, operation.Id, body, operation.ETag, DocumentRules.Seconds(operation.TimeToLive));
            size += DocumentRules.Size(body.Json?.Length ?? 0, partition, operation.Id);
            if (size > DocumentRules.MaxBytes)
                tooLarge ??= new BatchResult(WriteOutcome.TooLarge, i, []);
        }

        return new PreparedBatch(container, partition, prepared, tooLarge);
    }
}

/// <summary>One operation of a batch.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Id">To which document.</param>
/// <param name="Body">Its body; without JSON for a delete.</param>
/// <param name="ETag">The version it must be at; null for any.</param>
/// <param name="Seconds">The time to live; null for ever.</param>
internal readonly record struct PreparedOperation(DocumentOperationKind Kind, string Id, DocumentBody Body, string? ETag, int? Seconds);
