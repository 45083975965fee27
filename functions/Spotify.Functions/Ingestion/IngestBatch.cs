using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Spotify.Core.Ingestion;
using Spotify.Functions.Platform.Durable;

namespace Spotify.Functions.Ingestion;

/// <summary>The story of a batch of DDEX messages: see what is in it, run the story of each release, answer all of it at once, and in the end delete what updates have replaced.</summary>
public static class IngestBatch
{
    // A release keeps several activities busy by itself; more at once would only make a batch's disk and history larger.
    private const int ReleasesAtOnce = 4;

    private static TaskOptions Patiently => DurableRuns.Patiently;

    /// <summary>Runs a batch from its last file to its acknowledgement.</summary>
    /// <param name="context">The orchestration, with a <see cref="BatchInput"/>.</param>
    /// <returns>How the label was answered; null where there was nothing to do.</returns>
    [Function(nameof(IngestBatch))]
    public static async Task<DeliveryStatus?> Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var batch = context.GetInput<BatchInput>()!;
        // What is noted of the batch as a whole is noted under its own run.
        var whole = new IngestInput(batch.Label, batch.Batch, batch.ETag, batch.Run);
        var plan = await StoryParts.Try(
            context, whole, context.CallActivityAsync<BatchPlan>(nameof(PlanBatch), batch, Patiently),
            reason => new BatchPlan(true, [reason], []));
        if (!plan.IsCurrent)
            return null;

        var releases = await RunLanes(context, plan);
        var failed = releases.Where(release => release.Failure is not null).ToDictionary(release => release.Run, release => release.Failure!);
        var answer = new BatchAnswerInput(batch, plan.Reasons, failed);
        var status = await context.CallActivityAsync<DeliveryStatus>(nameof(AcknowledgeBatch), answer, Patiently);
        await StoryParts.DiscardReplaced(context, whole, [.. releases.Select(release => release.Result).OfType<IngestResult>()]);
        return status;
    }

    private static async Task<IReadOnlyList<ReleaseEnd>> RunLanes(TaskOrchestrationContext context, BatchPlan plan)
    {
        var started = new List<Task<IReadOnlyList<ReleaseEnd>>>();
        foreach (var lane in plan.Lanes)
        {
            while (started.Count(one => !one.IsCompleted) >= ReleasesAtOnce)
                await Task.WhenAny(started.Where(one => !one.IsCompleted));
            started.Add(RunLane(context, lane));
        }

        return [.. (await Task.WhenAll(started)).SelectMany(ends => ends)];
    }

    // One after the other: what a later message says of a release holds for what an earlier one has made of it.
    private static async Task<IReadOnlyList<ReleaseEnd>> RunLane(TaskOrchestrationContext context, ReleaseLane lane)
    {
        var ends = new List<ReleaseEnd>();
        foreach (var message in lane.Messages)
            ends.Add(await RunRelease(context, message));
        return ends;
    }

    private static Task<ReleaseEnd> RunRelease(TaskOrchestrationContext context, IngestInput message)
    {
        // A replay of the batch has an id of its own, and so have its parts.
        var options = new SubOrchestrationOptions(instanceId: $"{context.InstanceId}-{message.Run}");
        var release = context.CallSubOrchestratorAsync<IngestResult?>(nameof(IngestRelease), message, options);
        return StoryParts.Try(context, message, Ended(release, message), reason => new ReleaseEnd(message.Run, null, reason));
    }

    private static async Task<ReleaseEnd> Ended(Task<IngestResult?> release, IngestInput message) => new(message.Run, await release, null);

    private sealed record ReleaseEnd(string Run, IngestResult? Result, Reason? Failure);
}
