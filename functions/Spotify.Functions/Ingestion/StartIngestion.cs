using Azure;
using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Spotify.Core.Catalog;
using Spotify.Core.Ingestion;
using Spotify.Functions.Platform.Blobs;
using Spotify.Functions.Platform.Durable;

namespace Spotify.Functions.Ingestion;

/// <summary>Begins a delivery's run when its manifest, the last of its files, is there.</summary>
public sealed partial class StartIngestion(ILogger<StartIngestion> logger)
{
    /// <summary>Starts <see cref="IngestRelease"/> once for each version of a manifest, however often the event comes. What lies elsewhere is refused and logged.</summary>
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
        ArgumentNullException.ThrowIfNull(client);
        // The pattern's names match slashes too, so the path itself is looked at. Another try would change nothing: this is no failure.
        if (DeliveryPath.FindDelivery(manifest.Name) is not { } delivery)
        {
            LogNoDelivery(manifest.Name);
            return;
        }

        var (label, batch) = delivery;
        try
        {
            var version = (await manifest.GetPropertiesAsync(cancellationToken: cancellationToken)).Value.ETag.ToString();
            var run = SpotifyId.Derive("ingest", manifest.Name, version);
            if (await client.StartOnceAsync(nameof(IngestRelease), $"ingest-{run}", new IngestInput(label, batch, version, run), cancellationToken))
                LogStarted(label, batch, run);
            else
                LogAlreadyStarted(label, batch);
        }
        catch (RequestFailedException problem) when (problem.Status == 404)
        {
            // Deleted since: there is nothing to ingest.
            LogGone(label, batch);
        }
    }

    [LoggerMessage(EventId = 3010, Level = LogLevel.Information, Message = "Delivery {Batch} of {Label} begins as run {Run}")]
    private partial void LogStarted(string label, string batch, string run);

    [LoggerMessage(EventId = 3011, Level = LogLevel.Information, Message = "Delivery {Batch} of {Label} is under way or done already")]
    private partial void LogAlreadyStarted(string label, string batch);

    [LoggerMessage(EventId = 3012, Level = LogLevel.Warning, Message = "The manifest of delivery {Batch} of {Label} is gone")]
    private partial void LogGone(string label, string batch);

    [LoggerMessage(EventId = 3013, EventName = "NotADelivery", Level = LogLevel.Warning,
        Message = "Refused as NOT_A_DELIVERY: {Blob} is not label/batch/release.json, with names of 1 to 64 letters, digits, hyphens and underscores")]
    private partial void LogNoDelivery(string blob);
}
