using Microsoft.DurableTask;
using Spotify.Core;
using Spotify.Functions.Platform.Durable;

namespace Spotify.Functions.Ingestion.Operators;

/// <summary>Keeps what no retry has mended for an operator; for orchestrators.</summary>
public static class IngestionFailures
{
    /// <summary>Notes a step that failed for good. The label gets its answer even where this fails too.</summary>
    /// <param name="context">The orchestration: that of the delivery, or a part of it.</param>
    /// <param name="delivery">The run.</param>
    /// <param name="failure">How the step failed.</param>
    /// <param name="track">The track's place in the manifest, from 0; null for a step of the whole release.</param>
    public static async Task NoteAsync(TaskOrchestrationContext context, IngestInput delivery, TaskFailedException failure, int? track = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(delivery);
        ArgumentNullException.ThrowIfNull(failure);
        var cause = CauseOf(failure.FailureDetails);
        var tries = cause.IsCausedBy<TransientException>() ? DurableRuns.Patiently.Retry?.Policy?.MaxNumberOfAttempts ?? 1 : 1;
        var instance = context.Parent?.InstanceId ?? context.InstanceId;
        var step = new FailedStep(instance, delivery.Run, failure.TaskName, track, tries, cause.ErrorType, FailureText.Clean(cause.ErrorMessage), new DateTimeOffset(context.CurrentUtcDateTime, TimeSpan.Zero));
        try
        {
            await context.CallActivityAsync<bool>(nameof(NoteFailure), new FailureNote(delivery.Label, delivery.Batch, step), DurableRuns.Patiently);
        }
        catch (TaskFailedException)
        {
            // The store is away: what is lost is the note alone.
        }
    }

    // A sub-orchestration that failed wraps the activity that failed in it.
    private static TaskFailureDetails CauseOf(TaskFailureDetails details)
    {
        while (details.ErrorType.EndsWith(nameof(TaskFailedException), StringComparison.Ordinal) && details.InnerFailure is { } inner)
            details = inner;
        return details;
    }
}

/// <summary>A step of a delivery that failed for good.</summary>
/// <param name="Label">The label.</param>
/// <param name="Batch">The batch.</param>
/// <param name="Step">How it failed.</param>
public sealed record FailureNote(string Label, string Batch, FailedStep Step);
