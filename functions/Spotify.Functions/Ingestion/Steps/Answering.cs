using System.Text.Json;
using Azure.Storage.Blobs.Models;
using Spotify.Core.Ingestion;
using Spotify.Functions.Platform.Blobs;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Ingestion.Steps;

/// <summary>Writes the acknowledgement and closes the batch.</summary>
public sealed class Answering
{
    private readonly DeliveryStore _store;
    private readonly BlobAccounts _blobs;
    private readonly TimeProvider _time;

    internal Answering(DeliveryStore store, BlobAccounts blobs, TimeProvider time) => (_store, _blobs, _time) = (store, blobs, time);

    /// <summary>Answers. Safe to repeat: the same input gives the same bytes. A run whose manifest has been replaced since leaves the answer to the later one.</summary>
    /// <param name="input">What the label is to be told.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="Core.TransientException">The storage or the documents are in trouble.</exception>
    public async Task<DeliveryStatus> AnswerAsync(AcknowledgeInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var run = input.Delivery;
        var found = await _store.FindManifestAsync(run, cancellationToken);
        var answer = Compose(input, found?.Manifest.Manifest);
        var delivery = await _store.FindAsync(run.Label, run.Batch, cancellationToken)
            ?? new DeliveryDocument { Batch = run.Batch, CreatedAt = _time.GetUtcNow(), State = DeliveryState.Processing, Run = run.Run };
        await CloseTracksAsync(input, cancellationToken);
        if (delivery.Run != run.Run)
            return answer.Status;
        await WriteBlobAsync(run, answer, cancellationToken);
        await _store.SaveAcknowledgementAsync(
            run, new AcknowledgementDocument { Run = run.Run, ManifestSha256 = found?.Sha256 ?? "", Acknowledgement = answer }, cancellationToken);
        await _store.SaveAsync(run.Label, delivery with { State = StateOf(answer.Status) }, cancellationToken);
        return answer.Status;
    }

    private static Acknowledgement Compose(AcknowledgeInput input, ReleaseManifest? manifest)
    {
        if (manifest is null)
            return Acknowledgement.Create(input.Delivery.Batch, false, new ReleaseAcknowledgement(null, null, null, input.Reasons), []);
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
        var release = new ReleaseAcknowledgement(manifest.Release.Upc, manifest.Release.Title, plan.AlbumId, input.Reasons) { Warnings = input.Warnings };
        return Acknowledgement.Create(input.Delivery.Batch, input.IsPublished, release, tracks);
    }

    private static DeliveryState StateOf(DeliveryStatus status) => status switch
    {
        DeliveryStatus.Accepted => DeliveryState.Accepted,
        DeliveryStatus.PartlyAccepted => DeliveryState.PartlyAccepted,
        _ => DeliveryState.Rejected,
    };

    private async Task CloseTracksAsync(AcknowledgeInput input, CancellationToken cancellationToken)
    {
        foreach (var result in input.Tracks)
        {
            if (await _store.FindTrackAsync(input.Delivery, result.Index, cancellationToken) is not { } track)
                continue;
            var stage = input.IsPublished && result.IsReady ? TrackStage.Published : TrackStage.Rejected;
            if (track.Stage != stage)
                await _store.SaveTrackAsync(input.Delivery, track with { Stage = stage, Reasons = result.Reasons }, cancellationToken);
        }
    }

    private Task<bool> WriteBlobAsync(IngestInput run, Acknowledgement answer, CancellationToken cancellationToken) => BlobCalls.RunAsync(
        "Writing the acknowledgement",
        async () =>
        {
            var blob = _blobs.Container(BlobContainers.Acknowledgements).GetBlobClient(DeliveryPath.AcknowledgementBlob(run.Label, run.Batch));
            var body = BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(answer, ApiJson.Options));
            await blob.UploadAsync(body, new BlobUploadOptions { HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" } }, cancellationToken);
            return true;
        },
        cancellationToken);
}
