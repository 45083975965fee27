using Spotify.Core.Catalog;
using Spotify.Core.Ingestion;
using Spotify.Core.Ingestion.Ddex;

namespace Spotify.Functions.Ingestion.Steps;

/// <summary>Writes the acknowledgement and closes the batch.</summary>
public sealed class Answering
{
    private readonly DeliveryStore _store;
    private readonly AnswerBlobs _blobs;
    private readonly BatchAnswering _batches;
    private readonly TimeProvider _time;

    internal Answering(DeliveryStore store, AnswerBlobs blobs, BatchAnswering batches, TimeProvider time) => (_store, _blobs, _batches, _time) = (store, blobs, batches, time);

    /// <summary>
    /// Answers. Safe to repeat: the same input gives the same bytes. A run whose manifest has been replaced since leaves the answer to the later one; a release of a batch is answered with
    /// the batch.
    /// </summary>
    /// <param name="input">What the label is to be told.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="Core.TransientException">The storage or the documents are in trouble.</exception>
    public async Task<DeliveryStatus> AnswerAsync(AcknowledgeInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var run = input.Delivery;
        var found = await _store.FindMessageAsync(run, cancellationToken);
        var answer = Compose(input, found?.Message);
        await CloseTracksAsync(input, cancellationToken);
        if (run.BatchRun is { } batchRun)
        {
            await NoteAsync(run, batchRun, answer, found?.Message, cancellationToken);
            return answer.Status;
        }

        var delivery = await _store.FindAsync(run.Label, run.Batch, cancellationToken)
            ?? new DeliveryDocument { Batch = run.Batch, CreatedAt = _time.GetUtcNow(), State = DeliveryState.Processing, Run = run.Run };
        if (delivery.Run != run.Run)
            return answer.Status;
        await _blobs.WriteAsync(run.Label, answer, cancellationToken);
        await _store.SaveAcknowledgementAsync(
            run, new AcknowledgementDocument { Run = run.Run, ManifestSha256 = found?.Sha256 ?? "", Acknowledgement = answer }, cancellationToken);
        var counts = DeliveryCounts.Of(1, 1, await _store.ListStagesAsync(run.Label, run.Batch, run.Run, cancellationToken));
        await _store.SaveAsync(run.Label, delivery with { State = StateOf(answer.Status), Counts = counts }, cancellationToken);
        return answer.Status;
    }

    /// <summary>The state of a delivery that was answered.</summary>
    internal static DeliveryState StateOf(DeliveryStatus status) => status switch
    {
        DeliveryStatus.Accepted => DeliveryState.Accepted,
        DeliveryStatus.PartlyAccepted => DeliveryState.PartlyAccepted,
        _ => DeliveryState.Rejected,
    };

    private static Acknowledgement Compose(AcknowledgeInput input, DeliveredMessage? message)
    {
        var batch = input.Delivery.Batch;
        if (message?.Manifest is not { } manifest)
        {
            var key = message?.Key;
            var album = key is null ? null : SpotifyId.Derive("album", key);
            return Acknowledgement.Create(batch, input.IsPublished, new ReleaseAcknowledgement(key, null, album, input.Reasons) { Note = input.Note }, []);
        }

        var plan = DeliveryPlan.Create(manifest);
        var results = input.Tracks.ToDictionary(track => track.Index);
        var tracks = plan.Tracks
            .Select(track =>
            {
                var reasons = results.TryGetValue(track.Index, out var result) ? result.Reasons : [];
                var isAccepted = result is not null && reasons.Count == 0;
                return new TrackAcknowledgement(track.Entry.File, track.Entry.Isrc, track.TrackId, isAccepted ? TrackStatus.Accepted : TrackStatus.Rejected, reasons);
            })
            .ToList();
        var release = new ReleaseAcknowledgement(manifest.Release.Key, manifest.Release.Title, plan.AlbumId, [.. input.Reasons, .. manifest.Unsupported]) { Warnings = input.Warnings, Note = input.Note };
        return Acknowledgement.Create(batch, input.IsPublished, release, tracks);
    }

    private async Task NoteAsync(IngestInput run, string batchRun, Acknowledgement answer, DeliveredMessage? message, CancellationToken cancellationToken)
    {
        if (await _store.FindBatchReleaseAsync(run, cancellationToken) is not { } release)
            return;
        var header = message?.Header;
        var told = new BatchRelease
        {
            Folder = release.Folder,
            MessageId = header?.MessageId,
            MessageCreatedAt = header?.CreatedAt,
            Sender = header?.SenderDpid,
            Recipient = header?.RecipientDpid,
            Icpn = message?.Manifest is { Release.Upc: { Length: > 0 } upc } ? upc : message?.Purge?.Icpn,
            Grid = message?.Manifest?.Release.Grid ?? message?.Purge?.Grid,
            Title = answer.Release.Title,
            Album = answer.Release.Album,
            Status = answer.Status,
            Reasons = answer.Release.Reasons,
            Note = answer.Release.Note,
            Tracks = answer.Tracks,
        };
        await _store.SaveBatchReleaseAsync(run.Label, run.Batch, batchRun, release with { State = StateOf(answer.Status), Answer = told }, cancellationToken);
        await _batches.AnswerAgainAsync(run.Label, run.Batch, batchRun, cancellationToken);
    }

    private async Task CloseTracksAsync(AcknowledgeInput input, CancellationToken cancellationToken)
    {
        foreach (var result in input.Tracks)
        {
            if (await _store.FindTrackAsync(input.Delivery, result.Index, cancellationToken) is not { } track)
                continue;
            // What was only checked is as far as it ever gets.
            var stage = !input.IsPublished || !result.IsReady ? TrackStage.Rejected : input.IsTest ? TrackStage.Ready : TrackStage.Published;
            if (track.Stage != stage)
                await _store.SaveTrackAsync(input.Delivery, track with { Stage = stage, Reasons = result.Reasons }, cancellationToken);
        }
    }
}
