using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Spotify.Core.Ingestion;
using Spotify.Functions.Ingestion.Turns;
using Spotify.Functions.Platform.Durable;

namespace Spotify.Functions.Ingestion;

/// <summary>The story of a release: read the manifest, process every track and the cover, publish, clean up, answer, and in the end delete what an update replaced.</summary>
public static class IngestRelease
{
    // Enough to keep the processors of an instance busy while others download; more would only fill its disk.
    private const int TracksAtOnce = 4;

    private static TaskOptions Patiently => DurableRuns.Patiently;

    /// <summary>Runs a release from its manifest to its acknowledgement.</summary>
    /// <param name="context">The orchestration, with an <see cref="IngestInput"/>; by itself, or as a part of a batch.</param>
    /// <returns>How it ended; null where there was nothing to do.</returns>
    [Function(nameof(IngestRelease))]
    public static async Task<IngestResult?> Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var delivery = context.GetInput<IngestInput>()!;
        var begun = context.CurrentUtcDateTime;
        var plan = await StoryParts.Try(
            context, delivery, context.CallActivityAsync<IngestPlan>(nameof(ReadManifest), delivery, Patiently),
            reason => IngestPlan.Without(IngestNext.Refuse, reason));
        if (plan.Next == IngestNext.Nothing)
            return null;
        IReadOnlyList<TrackResult> tracks = plan.Refused;
        var cover = new CoverResult(null, []);
        var published = new PublishResult(plan.Next == IngestNext.Keep, plan.Reasons) { Note = plan.Note };
        if (plan.Next == IngestNext.Withdraw)
            published = await Publish(context, delivery, context.CallActivityAsync<PublishResult>(nameof(WithdrawRelease), delivery, Patiently));
        if (plan.Next == IngestNext.Process)
        {
            var covering = ProcessCover(context, delivery, plan);
            tracks = [.. plan.Refused.Concat(await ProcessTracks(context, delivery, plan)).OrderBy(track => track.Index)];
            cover = await covering;
            published = await Publish(context, delivery, plan, tracks, cover);
            await DiscardUnpublished(context, delivery, tracks, published);
        }

        var answer = new AcknowledgeInput(delivery, published.IsPublished || published.IsOvertaken, [.. published.Reasons, .. cover.Reasons], tracks)
        {
            Warnings = cover.Warnings,
            Note = published.Note,
            IsTest = plan.IsTest,
        };
        var status = await context.CallActivityAsync<DeliveryStatus>(nameof(AcknowledgeDelivery), answer, Patiently);
        var result = new IngestResult(status, published.IsPublished ? plan.Replaced : [], begun);
        // A batch answers for all its releases first, and sees to it itself.
        if (context.Parent is null)
            await StoryParts.DiscardReplaced(context, delivery, result);
        return result;
    }

    private static async Task<IReadOnlyList<TrackResult>> ProcessTracks(TaskOrchestrationContext context, IngestInput delivery, IngestPlan plan)
    {
        var started = new List<Task<TrackResult>>();
        foreach (var index in plan.Tracks)
        {
            while (started.Count(track => !track.IsCompleted) >= TracksAtOnce)
                await Task.WhenAny(started.Where(track => !track.IsCompleted));
            var turn = new TurnRequest(delivery.Label, FormattableString.Invariant($"{delivery.Run}-{index}"), plan.ReleaseDate);
            started.Add(StoryParts.Try(
                context, delivery,
                InTurn.RunAsync(context, turn, () => context.CallActivityAsync<TrackResult>(nameof(ProcessTrack), new TrackInput(delivery, index), Patiently)),
                reason => new TrackResult(index, [reason]), index));
        }

        return await Task.WhenAll(started);
    }

    private static Task<CoverResult> ProcessCover(TaskOrchestrationContext context, IngestInput delivery, IngestPlan plan) =>
        plan.HasCover
            ? StoryParts.Try(
                context, delivery, context.CallActivityAsync<CoverResult>(nameof(Ingestion.ProcessCover), delivery, Patiently),
                reason => new CoverResult(null, [reason with { Code = ReasonCode.CoverUnusable }]))
            : Task.FromResult(new CoverResult(null, []));

    private static Task<PublishResult> Publish(TaskOrchestrationContext context, IngestInput delivery, IngestPlan plan, IReadOnlyList<TrackResult> tracks, CoverResult cover)
    {
        List<int> ready = [.. tracks.Where(track => track.IsReady).Select(track => track.Index)];
        return ready.Count == 0 || plan.IsTest
            ? Task.FromResult(new PublishResult(ready.Count > 0, []) { Note = plan.Note })
            : Publish(context, delivery, context.CallActivityAsync<PublishResult>(nameof(PublishRelease), new PublishInput(delivery, ready, cover.Blob), Patiently));
    }

    private static Task<PublishResult> Publish(TaskOrchestrationContext context, IngestInput delivery, Task<PublishResult> publication) =>
        StoryParts.Try(context, delivery, publication, reason => new PublishResult(false, [reason]));

    private static async Task DiscardUnpublished(
        TaskOrchestrationContext context, IngestInput delivery, IReadOnlyList<TrackResult> tracks, PublishResult published)
    {
        List<int> unpublished = [.. tracks.Where(track => !published.IsPublished || !track.IsReady).Select(track => track.Index)];
        // A label gets its answer even where cleaning up goes on failing; the next delivery of the same tracks writes over what is left.
        if (unpublished.Count > 0)
            await StoryParts.Try(context, delivery, context.CallActivityAsync<int>(nameof(DiscardAudio), new DiscardInput(delivery, unpublished), Patiently), _ => 0);
    }
}
