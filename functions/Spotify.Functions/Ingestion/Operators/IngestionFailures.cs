using Microsoft.DurableTask;
using Spotify.Core;
using Spotify.Functions.Platform.Durable;

namespace Spotify.Functions.Ingestion.Operators;

/// <summary>Keeps what no retry has mended for an operator; for orchestrators.</summary>
public static class IngestionFailures
{
    /// <summary>Notes a step that failed for good. The label gets its answer even where this fails too.</summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="delivery">The run.</param>
    /// <param name="failure">How the step failed.</param>
    /// <param name="track">The track's place in the manifest, from 0; null for a step of the whole release.</param>
    public static async Task NoteAsync(TaskOrchestrationContext context, IngestInput delivery, TaskFailedException failure, int? track = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(failure);
        var details = CauseOf(failure.FailureDetails);
        var tries = details.IsCausedBy<TransientException>() ? DurableRuns.Patiently.Retry?.Policy?.MaxNumberOfAttempts ?? 1 : 1;
        var note = new FailureNote(delivery, context.InstanceId, failure.TaskName, track, tries, details.ErrorType, details.ErrorMessage, context.CurrentUtcDateTime);
        try
        {
            await context.CallActivityAsync<bool>(nameof(NoteFailure), note, DurableRuns.Patiently);
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
/// <param name="Delivery">The run.</param>
/// <param name="Instance">The orchestration.</param>
/// <param name="Step">The activity.</param>
/// <param name="Track">The track's place in the manifest, from 0; null for a step of the whole release.</param>
/// <param name="Tries">How often it was tried.</param>
/// <param name="ErrorType">The exception's type.</param>
/// <param name="Message">The exception's message.</param>
/// <param name="At">When it was given up.</param>
public sealed record FailureNote(IngestInput Delivery, string Instance, string Step, int? Track, int Tries, string ErrorType, string Message, DateTime At);
