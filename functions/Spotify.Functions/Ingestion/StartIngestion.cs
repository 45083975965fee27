using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Spotify.Core.Ingestion;
using Spotify.Functions.Platform.Blobs;

namespace Spotify.Functions.Ingestion;

/// <summary>Begins a delivery's run when its manifest, the last of its files, is there.</summary>
public sealed class StartIngestion(RunStarts starts)
{
    /// <summary>Starts <see cref="IngestRelease"/>. What lies elsewhere is refused and logged.</summary>
    /// <param name="manifest">The manifest's blob.</param>
    /// <param name="client">Starts the orchestration.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("StartIngestion")]
    public async Task Run(
        [BlobTrigger(BlobContainers.Deliveries + "/{label}/{batch}/" + DeliveryFileName.Manifest, Connection = BlobAccounts.UploadsName, Source = BlobTriggerSource.EventGrid)]
        BlobClient manifest,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        // The pattern's names match slashes too, so the path itself is looked at.
        if (DeliveryPath.FindDelivery(manifest.Name) is not (var label, var batch))
            starts.Refuse(manifest.Name, DeliveryFileName.Manifest);
        else
            await starts.BeginAsync(client, manifest, new(label, batch), nameof(IngestRelease), (version, run) => new IngestInput(label, batch, version, run), cancellationToken);
    }
}
