using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Spotify.Core.Ingestion;
using Spotify.Functions.Platform.Blobs;

namespace Spotify.Functions.Ingestion;

/// <summary>Begins the run of a batch of DDEX messages when the file that completes it is there.</summary>
public sealed class StartBatch(RunStarts starts)
{
    /// <summary>Starts <see cref="IngestBatch"/>. What lies elsewhere is refused and logged.</summary>
    /// <param name="complete">The blob that says that the batch is complete.</param>
    /// <param name="client">Starts the orchestration.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("StartBatch")]
    public async Task Run(
        [BlobTrigger(BlobContainers.Deliveries + "/{label}/{batch}/" + BatchPath.Prefix + "{name}" + BatchPath.Suffix, Connection = BlobAccounts.UploadsName, Source = BlobTriggerSource.EventGrid)]
        BlobClient complete,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(complete);
        // The pattern's names match slashes too, so the path itself is looked at.
        if (BatchPath.Find(complete.Name) is not { } path)
            starts.Refuse(complete.Name, BatchPath.Prefix + "*" + BatchPath.Suffix);
        else
            await starts.BeginAsync(
                client, complete, new(path.Label, path.Batch), nameof(IngestBatch), (version, run) => new BatchInput(path.Label, path.Batch, version, run, path.File), cancellationToken);
    }
}
