using Azure;
using Azure.Storage.Blobs;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Spotify.Core.Catalog;
using Spotify.Functions.Platform.Durable;

namespace Spotify.Functions.Ingestion;

/// <summary>Begins runs: one for each version of the file that was uploaded last, however often the event comes.</summary>
public sealed partial class RunStarts(ILogger<RunStarts> logger)
{
    /// <summary>Starts an orchestration under an id that is derived from the file's path and version.</summary>
    /// <param name="client">Starts it.</param>
    /// <param name="last">The file that was uploaded last.</param>
    /// <param name="delivery">Whose it is.</param>
    /// <param name="orchestrator">The orchestrator's function.</param>
    /// <param name="inputOf">Its input, from the file's version and the run's name.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="RequestFailedException">The storage is in trouble: the event comes again.</exception>
    internal async Task BeginAsync(
        DurableTaskClient client, BlobClient last, DeliveryName delivery, TaskName orchestrator, Func<string, string, object> inputOf, CancellationToken cancellationToken)
    {
        try
        {
            var version = (await last.GetPropertiesAsync(cancellationToken: cancellationToken)).Value.ETag.ToString();
            var run = SpotifyId.Derive("ingest", last.Name, version);
            if (await client.StartOnceAsync(orchestrator, $"ingest-{run}", inputOf(version, run), cancellationToken))
                LogStarted(delivery.Label, delivery.Batch, run);
            else
                LogAlreadyStarted(delivery.Label, delivery.Batch);
        }
        catch (RequestFailedException problem) when (problem.Status == 404)
        {
            // Deleted since: there is nothing to ingest.
            LogGone(delivery.Label, delivery.Batch);
        }
    }

    // Another try would change nothing: this is no failure.
    internal void Refuse(string blob, string file) => LogNoDelivery(blob, file);

    [LoggerMessage(EventId = 3010, Level = LogLevel.Information, Message = "Delivery {Batch} of {Label} begins as run {Run}")]
    private partial void LogStarted(string label, string batch, string run);

    [LoggerMessage(EventId = 3011, Level = LogLevel.Information, Message = "Delivery {Batch} of {Label} is under way or done already")]
    private partial void LogAlreadyStarted(string label, string batch);

    [LoggerMessage(EventId = 3012, Level = LogLevel.Warning, Message = "The file that completed delivery {Batch} of {Label} is gone")]
    private partial void LogGone(string label, string batch);

    [LoggerMessage(EventId = 3013, EventName = "NotADelivery", Level = LogLevel.Warning,
        Message = "Refused as NOT_A_DELIVERY: {Blob} is not label/batch/{File}, with names of 1 to 64 letters, digits, hyphens and underscores")]
    private partial void LogNoDelivery(string blob, string file);
}

/// <summary>Which delivery.</summary>
/// <param name="Label">The label.</param>
/// <param name="Batch">The batch.</param>
internal sealed record DeliveryName(string Label, string Batch);
