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

/// <summary>Begins the run of a batch of DDEX messages when the file that completes it is there.</summary>
public sealed partial class StartBatch(ILogger<StartBatch> logger)
{
    /// <summary>Starts <see cref="IngestBatch"/> once for each version of that file, however often the event comes. What lies elsewhere is refused and logged.</summary>
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
        ArgumentNullException.ThrowIfNull(client);
        // The pattern's names match slashes too, so the path itself is looked at. Another try would change nothing: this is no failure.
        if (BatchPath.Find(complete.Name) is not { } path)
        {
            LogNoBatch(complete.Name);
            return;
        }

        try
        {
            var version = (await complete.GetPropertiesAsync(cancellationToken: cancellationToken)).Value.ETag.ToString();
            var run = SpotifyId.Derive("ingest", complete.Name, version);
            var input = new BatchInput(path.Label, path.Batch, version, run, path.File);
            if (await client.StartOnceAsync(nameof(IngestBatch), $"ingest-{run}", input, cancellationToken))
                LogStarted(path.Label, path.Batch, run);
            else
                LogAlreadyStarted(path.Label, path.Batch);
        }
        catch (RequestFailedException problem) when (problem.Status == 404)
        {
            // Deleted since: there is nothing to ingest.
            LogGone(path.Label, path.Batch);
        }
    }

    [LoggerMessage(EventId = 3030, Level = LogLevel.Information, Message = "Batch {Batch} of {Label} begins as run {Run}")]
    private partial void LogStarted(string label, string batch, string run);

    [LoggerMessage(EventId = 3031, Level = LogLevel.Information, Message = "Batch {Batch} of {Label} is under way or done already")]
    private partial void LogAlreadyStarted(string label, string batch);

    [LoggerMessage(EventId = 3032, Level = LogLevel.Warning, Message = "The file that completed batch {Batch} of {Label} is gone")]
    private partial void LogGone(string label, string batch);

    [LoggerMessage(EventId = 3033, EventName = "NotABatch", Level = LogLevel.Warning,
        Message = "Refused as NOT_A_BATCH: {Blob} is not label/batch/BatchComplete_*.xml, with names of 1 to 64 letters, digits, hyphens and underscores")]
    private partial void LogNoBatch(string blob);
}
