using Microsoft.DurableTask;
using Spotify.Core.Ingestion;
using Spotify.Functions.Ingestion.Operators;
using Spotify.Functions.Platform.Durable;

namespace Spotify.Functions.Ingestion;

/// <summary>What the stories of a release and of a batch have in common; deterministic, as all of an orchestrator is.</summary>
internal static class StoryParts
{
    // An address that was signed just before the update lasts an hour, and other instances may sign for the old version until their caches have forgotten it.
    private static readonly TimeSpan ReplacedAudioStays = TimeSpan.FromMinutes(75);

    // Between our clock and that of the storage, which counts in whole seconds.
    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromSeconds(5);

    /// <summary>Waits for an activity. What no retry has mended is told to the label like any other fault and kept for an operator, and the rest of the batch goes on.</summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="delivery">The run.</param>
    /// <param name="activity">The activity.</param>
    /// <param name="otherwise">What it counts as where it failed for good.</param>
    /// <param name="track">The track's place in the manifest, from 0; null for a step of the whole release.</param>
    public static async Task<T> Try<T>(TaskOrchestrationContext context, IngestInput delivery, Task<T> activity, Func<Reason, T> otherwise, int? track = null)
    {
        try
        {
            return await activity;
        }
        catch (TaskFailedException failure)
        {
            await IngestionFailures.NoteAsync(context, delivery, failure, track);
            return otherwise(new Reason(ReasonCode.ProcessingFailed, $"{failure.TaskName} failed on our side and went on failing; deliver it again later"));
        }
    }

    /// <summary>Waits until nobody can be listening to replaced audio any more, and has it deleted.</summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="delivery">The run.</param>
    /// <param name="releases">The releases that were worked on.</param>
    public static async Task DiscardReplaced(TaskOrchestrationContext context, IngestInput delivery, params IReadOnlyList<IngestResult> releases)
    {
        List<IngestResult> updated = [.. releases.Where(release => release.Replaced.Count > 0)];
        if (updated.Count == 0)
            return;
        await context.CreateTimer(context.CurrentUtcDateTime + ReplacedAudioStays, CancellationToken.None);
        foreach (var release in updated)
        {
            var input = new ReplacedAudioInput(release.Replaced, release.Begun - ClocksDiffer, delivery.Label);
            await Try(context, delivery, context.CallActivityAsync<int>(nameof(DiscardReplacedAudio), input, DurableRuns.Patiently), _ => 0);
        }
    }
}
