using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Spotify.Core;
using Spotify.Core.Ingestion;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Ingestion.Operators;

/// <summary>Deliveries of which something failed for good: notes them and tells how they stand.</summary>
public sealed partial class FailureDesk
{
    private const int MostSteps = 100;
    private const int MostTries = 20;

    private static readonly TimeSpan Stays = TimeSpan.FromDays(90);
    private static readonly DocumentContainer Container = DocumentContainer.System;
    private static readonly PartitionKeyValue Partition = FailureDocument.Kind;

    private readonly IDocumentStore _documents;
    private readonly DeliveryStore _deliveries;
    private readonly ILogger<FailureDesk> _logger;

    internal FailureDesk(IDocumentStore documents, DeliveryStore deliveries, ILogger<FailureDesk> logger) => (_documents, _deliveries, _logger) = (documents, deliveries, logger);

    /// <summary>Notes a step that failed for good; safe to repeat.</summary>
    /// <param name="note">How it failed.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Whether it was not noted before.</returns>
    /// <exception cref="TransientException">The documents are in trouble.</exception>
    public async Task<bool> NoteAsync(FailureNote note, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(note);
        var step = note.Step;
        var isNew = await UpdateAsync(note.Label, note.Batch, known => Add(known, note), cancellationToken);
        if (isNew)
            LogFailed(note.Batch, note.Label, step.Step, step.ErrorType, step.Message);
        return isNew;
    }

    /// <summary>A delivery's failures.</summary>
    /// <returns>Null where there are none.</returns>
    internal async Task<FailureDocument?> FindAsync(string label, string batch, CancellationToken cancellationToken) =>
        DeliveryPath.IsName(label) && DeliveryPath.IsName(batch) && await ReadAsync(label, batch, cancellationToken) is { } found ? found.Value : null;

    /// <summary>Failed deliveries, by label and batch.</summary>
    internal async Task<DocumentPage<FailureDocument>> ListAsync(int limit, string? after, CancellationToken cancellationToken) =>
        await _documents.RangeAsync<FailureDocument>(Container, Partition, default, limit, after, cancellationToken);

    /// <summary>How a delivery stands.</summary>
    internal async Task<FailureState> StateOfAsync(FailureDocument failure, DurableTaskClient client, CancellationToken cancellationToken)
    {
        var delivery = await _deliveries.FindAsync(failure.Label, failure.Batch, cancellationToken);
        if (delivery?.Run is { } run && !failure.Instance.EndsWith(run, StringComparison.Ordinal))
            return FailureState.Replaced;
        var last = await client.GetInstanceAsync(failure.LastInstance, getInputsAndOutputs: false, cancellationToken);
        if (last is { IsCompleted: false })
            return FailureState.UnderWay;
        var hasEndedWell = last is { RuntimeStatus: OrchestrationRuntimeStatus.Completed } && !failure.HasLastFailed;
        return hasEndedWell && failure.Replays.Count > 0 ? FailureState.Mended : FailureState.Failed;
    }

    /// <summary>Writes a change of a delivery's failures.</summary>
    /// <returns>False where there was nothing to change.</returns>
    internal async Task<bool> UpdateAsync(string label, string batch, Func<FailureDocument?, FailureDocument?> update, CancellationToken cancellationToken)
    {
        var id = IdOf(label, batch);
        for (var tries = 0; tries < MostTries; tries++)
        {
            var found = await ReadAsync(label, batch, cancellationToken);
            if (update(found?.Value) is not { } changed)
                return false;
            var operation = found is null ? DocumentOperation.Create(id, changed, Stays) : DocumentOperation.Replace(id, changed, found.ETag, Stays);
            if ((await _documents.WriteAsync(Container, Partition, operation, cancellationToken)).IsWritten)
                return true;
        }

        throw new TransientException($"The failures of {batch} could not be written: too many others changed them.");
    }

    private static FailureDocument? Add(FailureDocument? known, FailureNote note)
    {
        var step = note.Step;
        // Another manifest of the batch is another story.
        if (known is null || (known.Instance != step.Instance && !known.Replays.Any(replay => replay.Instance == step.Instance)))
            return new FailureDocument { Label = note.Label, Batch = note.Batch, Instance = step.Instance, Steps = [step], Count = 1 };
        if (known.Steps.Any(one => (one.Instance, one.Run, one.Step, one.Track) == (step.Instance, step.Run, step.Step, step.Track)))
            return null;
        return known with { Steps = [.. known.Steps.TakeLast(MostSteps - 1), step], Count = known.Count + 1 };
    }

    private static string IdOf(string label, string batch) => $"{label}.{batch}";

    private ValueTask<StoredDocument<FailureDocument>?> ReadAsync(string label, string batch, CancellationToken cancellationToken) =>
        _documents.ReadAsync<FailureDocument>(Container, Partition, IdOf(label, batch), cancellationToken);

    [LoggerMessage(EventId = 3170, Level = LogLevel.Error, Message = "Delivery {Batch} of {Label} failed for good at {Step}: {ErrorType}: {Problem}")]
    private partial void LogFailed(string batch, string label, string step, string errorType, string problem);
}
