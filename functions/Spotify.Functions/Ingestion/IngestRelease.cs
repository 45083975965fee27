using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Spotify.Core.Ingestion;
using Spotify.Functions.Ingestion.Operators;
using Spotify.Functions.Ingestion.Turns;
using Spotify.Functions.Platform.Durable;

namespace Spotify.Functions.Ingestion;

/// <summary>The story of a delivery: read the manifest, process every track and the cover, publish, clean up, answer, and in the end delete what an update replaced.</summary>
public static class IngestRelease
{
    // Enough to keep the processors of an instance busy while others download; more would only fill its disk.
    private const int TracksAtOnce = 4;

    // An address that was signed just before the update lasts an hour, and other instances may sign for the old version until their caches have forgotten it.
    private static readonly TimeSpan ReplacedAudioStays = TimeSpan.FromMinutes(75);

    // Between our clock and that of the storage, which counts in whole seconds.
    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromSeconds(5);

    private static TaskOptions Patiently => DurableRuns.Patiently;

    /// <summary>Runs a delivery from its manifest to its acknowledgement.</summary>
    /// <param name="context">The orchestration, with an <see cref="IngestInput"/>.</param>
    /// <returns>How the label was answered; null where there was nothing to do.</returns>
    [Function(nameof(IngestRelease))]
    public static async Task<DeliveryStatus?> Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var delivery = context.GetInput<IngestInput>()!;
        var begun = context.CurrentUtcDateTime;
        var plan = await Try(
            context, context.CallActivityAsync<IngestPlan>(nameof(ReadManifest), delivery, Patiently),
            reason => IngestPlan.Without(IngestNext.Refuse, reason));
        if (plan.Next == IngestNext.Nothing)
            return null;
        IReadOnlyList<TrackResult> tracks = plan.Refused;
        var cover = new CoverResult(null, []);
        var published = new PublishResult(false, plan.Reasons);
        if (plan.Next == IngestNext.Process)
        {
            var covering = ProcessCover(context, delivery, plan);
            tracks = [.. plan.Refused.Concat(await ProcessTracks(context, delivery, plan)).OrderBy(track => track.Index)];
            cover = await covering;
            published = await Publish(context, delivery, tracks, cover);
            await DiscardUnpublished(context, delivery, tracks, published);
        }

        var answer = new AcknowledgeInput(delivery, published.IsPublished, [.. published.Reasons, .. cover.Reasons], tracks) { Warnings = cover.Warnings };
        var status = await context.CallActivityAsync<DeliveryStatus>(nameof(AcknowledgeDelivery), answer, Patiently);
        if (published.IsPublished && plan.Replaced.Count > 0)
            await DiscardReplaced(context, plan, begun);
        return status;
    }

    private static async Task<IReadOnlyList<TrackResult>> ProcessTracks(TaskOrchestrationContext context, IngestInput delivery, IngestPlan plan)
    {
        var started = new List<Task<TrackResult>>();
        foreach (var index in plan.Tracks)
        {
            while (started.Count(track => !track.IsCompleted) >= TracksAtOnce)
                await Task.WhenAny(started.Where(track => !track.IsCompleted));
            var turn = new TurnRequest(delivery.Label, FormattableString.Invariant($"{delivery.Run}-{index}"), plan.ReleaseDate);
            started.Add(Try(
                context,
                InTurn.RunAsync(context, turn, () => context.CallActivityAsync<TrackResult>(nameof(ProcessTrack), new TrackInput(delivery, index), Patiently)),
                reason => new TrackResult(index, [reason]), index));
        }

        return await Task.WhenAll(started);
    }

    private static Task<CoverResult> ProcessCover(TaskOrchestrationContext context, IngestInput delivery, IngestPlan plan) =>
        plan.HasCover
            ? Try(
                context, context.CallActivityAsync<CoverResult>(nameof(Ingestion.ProcessCover), delivery, Patiently),
                reason => new CoverResult(null, [reason with { Code = ReasonCode.CoverUnusable }]))
            : Task.FromResult(new CoverResult(null, []));

    private static Task<PublishResult> Publish(TaskOrchestrationContext context, IngestInput delivery, IReadOnlyList<TrackResult> tracks, CoverResult cover)
    {
        List<int> ready = [.. tracks.Where(track => track.IsReady).Select(track => track.Index)];
        return ready.Count == 0
            ? Task.FromResult(new PublishResult(false, []))
            : Try(
                context, context.CallActivityAsync<PublishResult>(nameof(PublishRelease), new PublishInput(delivery, ready, cover.Blob), Patiently),
                reason => new PublishResult(false, [reason]));
    }

    private static async Task DiscardUnpublished(
        TaskOrchestrationContext context, IngestInput delivery, IReadOnlyList<TrackResult> tracks, PublishResult published)
    {
        List<int> unpublished = [.. tracks.Where(track => !published.IsPublished || !track.IsReady).Select(track => track.Index)];
        // A label gets its answer even where cleaning up goes on failing; the next delivery of the same tracks writes over what is left.
        if (unpublished.Count > 0)
            await Try(context, context.CallActivityAsync<int>(nameof(DiscardAudio), new DiscardInput(delivery, unpublished), Patiently), _ => 0);
    }

    private static async Task DiscardReplaced(TaskOrchestrationContext context, IngestPlan plan, DateTime begun)
    {
        await context.CreateTimer(context.CurrentUtcDateTime + ReplacedAudioStays, CancellationToken.None);
        await Try(context, context.CallActivityAsync<int>(nameof(DiscardReplacedAudio), new ReplacedAudioInput(plan.Replaced, begun - ClocksDiffer), Patiently), _ => 0);
    }

    // What no retry has mended is told to the label like any other fault and kept for an operator, and the rest of the batch goes on.
    private static async Task<T> Try<T>(TaskOrchestrationContext context, Task<T> activity, Func<Reason, T> otherwise, int? track = null)
    {
        try
        {
            return await activity;
        }
        catch (TaskFailedException failure)
        {
            await IngestionFailures.NoteAsync(context, context.GetInput<IngestInput>()!, failure, track);
            return otherwise(new Reason(ReasonCode.ProcessingFailed, $"{failure.TaskName} failed on our side and went on failing; deliver it again later"));
        }
    }
}
