using Microsoft.Extensions.Logging;
using Spotify.Core;
using Spotify.Core.Catalog;
using Spotify.Core.Ingestion;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Ingestion.Operators;

/// <summary>Deliveries of which something failed for good: notes them, lists them, has them run again.</summary>
public sealed partial class FailureDesk
{
    private const int MostSteps = 100;
    private const int MostTries = 20;

    private static readonly TimeSpan Stays = TimeSpan.FromDays(90);
    private static readonly DocumentContainer Container = DocumentContainer.System;
    private static readonly PartitionKeyValue Partition = FailureDocument.Kind;

    private readonly IDocumentStore _documents;
    private readonly DeliveryStore _deliveries;
    private readonly TimeProvider _time;
    private readonly ILogger<FailureDesk> _logger;

    internal FailureDesk(IDocumentStore documents, DeliveryStore deliveries, TimeProvider time, ILogger<FailureDesk> logger) =>
        (_documents, _deliveries, _time, _logger) = (documents, deliveries, time, logger);

    /// <summary>Notes a step that failed for good; safe to repeat.</summary>
    /// <param name="note">How it failed.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>True.</returns>
    /// <exception cref="TransientException">The documents are in trouble.</exception>
    public async Task<bool> NoteAsync(FailureNote note, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(note);
        var step = new FailedStep(
            note.Instance, note.Step, note.Track, note.Tries, note.ErrorType, FailureText.Clean(note.Message), new DateTimeOffset(note.At, TimeSpan.Zero));
        var isNew = await UpdateAsync(note.Delivery.Label, note.Delivery.Batch, known => Add(known, note, step), cancellationToken);
        if (isNew)
            LogFailed(note.Delivery.Batch, note.Delivery.Label, note.Step, step.ErrorType, step.Message);
        return true;
    }

    /// <summary>A delivery's failures.</summary>
    /// <returns>Null where there are none.</returns>
    internal async Task<FailureDocument?> FindAsync(string label, string batch, CancellationToken cancellationToken) =>
        DeliveryPath.IsName(label) && DeliveryPath.IsName(batch) && await ReadAsync(label, batch, cancellationToken) is { } found ? found.Value : null;

    /// <summary>Failed deliveries, by label and batch.</summary>
    internal async Task<DocumentPage<FailureDocument>> ListAsync(int limit, string? after, CancellationToken cancellationToken) =>
        await _documents.RangeAsync<FailureDocument>(Container, Partition, default, limit, after, cancellationToken);

    /// <summary>How a delivery stands that failed once.</summary>
    internal async Task<FailureState> StateOfAsync(FailureDocument failure, CancellationToken cancellationToken)
    {
        var (label, batch) = (failure.Delivery.Label, failure.Delivery.Batch);
        if (await _deliveries.FindAsync(label, batch, cancellationToken) is not { } delivery)
            return FailureState.Failed;
        if (delivery.Run is { } run && run != failure.Delivery.Run && !failure.Replays.Any(replay => replay.Run == run))
            return FailureState.Replaced;
        if (delivery.State == DeliveryState.Processing)
            return failure.Steps.Any(step => step.Instance == failure.LastInstance && step.Step == nameof(AcknowledgeDelivery)) ? FailureState.Failed : FailureState.UnderWay;
        var isAnsweredByReplay = failure.Replays.Count > 0 && delivery.Run == failure.Replays[^1].Run;
        return isAnsweredByReplay && !failure.Steps.Any(step => step.Instance == failure.LastInstance) ? FailureState.Mended : FailureState.Failed;
    }

    /// <summary>Writes the next replay down; one that was written down and never began is the next again.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="isThere">Whether an orchestration exists.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>What to start; null where another was written down meanwhile.</returns>
    internal async Task<ReplayPlan?> PlanAsync(FailureDocument failure, Func<string, Task<bool>> isThere, CancellationToken cancellationToken)
    {
        if (failure.Replays is [.., var last] && failure.Steps.All(step => step.Instance != last.Instance) && !await isThere(last.Instance))
            return new ReplayPlan(last.Instance, failure.Delivery with { Run = last.Run });
        var number = failure.Replays.Count + 1;
        var suffix = FormattableString.Invariant($"r{number}");
        var next = new Replay($"{failure.Instance}-{suffix}", SpotifyId.Derive("replay", failure.Delivery.Run, suffix), _time.GetUtcNow());
        var isWritten = await UpdateAsync(
            failure.Delivery.Label,
            failure.Delivery.Batch,
            known => known is not null && known.Instance == failure.Instance && known.Replays.Count == number - 1 ? known with { Replays = [.. known.Replays, next] } : null,
            cancellationToken);
        return isWritten ? new ReplayPlan(next.Instance, failure.Delivery with { Run = next.Run }) : null;
    }

    internal void Replayed(FailureDocument failure, string instance, string by) => LogReplayed(failure.Delivery.Batch, failure.Delivery.Label, by, instance);

    private static FailureDocument? Add(FailureDocument? known, FailureNote note, FailedStep step)
    {
        var run = note.Delivery.Run;
        // Another manifest of the batch is another story.
        if (known is null || (known.Delivery.Run != run && !known.Replays.Any(replay => replay.Run == run)))
            return new FailureDocument { Delivery = note.Delivery, Instance = note.Instance, Steps = [step], Count = 1 };
        if (known.Steps.Any(one => one.Instance == step.Instance && one.Step == step.Step && one.Track == step.Track))
            return null;
        return known with { Steps = [.. known.Steps.TakeLast(MostSteps - 1), step], Count = known.Count + 1 };
    }

    private static string IdOf(string label, string batch) => $"{label}.{batch}";

    private ValueTask<StoredDocument<FailureDocument>?> ReadAsync(string label, string batch, CancellationToken cancellationToken) =>
        _documents.ReadAsync<FailureDocument>(Container, Partition, IdOf(label, batch), cancellationToken);

    private async Task<bool> UpdateAsync(string label, string batch, Func<FailureDocument?, FailureDocument?> update, CancellationToken cancellationToken)
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

        throw new TransientException($"The failure of {batch} could not be written: too many others changed it.");
    }

    [LoggerMessage(EventId = 3170, Level = LogLevel.Error, Message = "Delivery {Batch} of {Label} failed for good at {Step}: {ErrorType}: {Problem}")]
    private partial void LogFailed(string batch, string label, string step, string errorType, string problem);

    [LoggerMessage(EventId = 3171, Level = LogLevel.Information, Message = "Delivery {Batch} of {Label} is run again by {By} as {Instance}")]
    private partial void LogReplayed(string batch, string label, string by, string instance);
}

/// <summary>What a replay starts.</summary>
/// <param name="Instance">The instance id.</param>
/// <param name="Input">The run.</param>
internal sealed record ReplayPlan(string Instance, IngestInput Input);
