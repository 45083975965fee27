using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs.Models;
using Spotify.Core.Ingestion;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Blobs;

namespace Spotify.Functions.Ingestion.Steps;

/// <summary>Reads a delivery's manifest, refuses what can be refused without touching audio, and lays out the rest.</summary>
public sealed class ManifestReading
{
    private readonly BlobAccounts _blobs;
    private readonly DeliveryStore _store;
    private readonly ICatalog _catalog;
    private readonly TimeProvider _time;

    internal ManifestReading(BlobAccounts blobs, DeliveryStore store, ICatalog catalog, TimeProvider time) =>
        (_blobs, _store, _catalog, _time) = (blobs, store, catalog, time);

    /// <summary>Reads, checks and plans. Safe to repeat.</summary>
    /// <param name="input">The run.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="Core.TransientException">The storage or the documents are in trouble.</exception>
    public async Task<IngestPlan> ReadAsync(IngestInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (await DownloadAsync(input, cancellationToken) is not { } utf8)
            return IngestPlan.Without(IngestNext.Nothing);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(utf8));
        if (await IsAnsweredAsync(input, sha256, cancellationToken))
            return IngestPlan.Without(IngestNext.Nothing);

        var known = await _store.FindAsync(input.Label, input.Batch, cancellationToken);
        var (manifest, reasons) = ManifestParser.Parse(utf8);
        await _store.SaveManifestAsync(input, sha256, utf8.Length > ManifestParser.MaxBytes ? [] : utf8, cancellationToken);
        var delivery = known ?? new DeliveryDocument { Batch = input.Batch, CreatedAt = _time.GetUtcNow(), State = DeliveryState.Processing };
        delivery = delivery with { State = DeliveryState.Processing, Run = input.Run, Title = manifest?.Release.Title, Upc = manifest?.Release.Upc };
        await _store.SaveAsync(input.Label, delivery, cancellationToken);
        if (manifest is null)
            return IngestPlan.Without(IngestNext.Refuse, reasons);

        var plan = DeliveryPlan.Create(manifest);
        var refusal = await FindConflictAsync(input, manifest, plan, cancellationToken);
        var refused = new List<TrackResult>();
        foreach (var track in plan.Tracks)
        {
            var reason = track.Refusal ?? await FindConflictAsync(input, track, cancellationToken);
            await SaveTrackAsync(input, track, reason, refusal is not null, cancellationToken);
            if (refusal is not null || reason is not null)
                refused.Add(new TrackResult(track.Index, reason is null ? [] : [reason]));
        }

        return refusal is not null
            ? IngestPlan.Without(IngestNext.Refuse, refusal) with { Refused = refused }
            : new IngestPlan(
                IngestNext.Process,
                [],
                [.. plan.Tracks.Select(track => track.Index).Except(refused.Select(track => track.Index))],
                refused,
                manifest.Release.Cover is not null,
                await ListReplacedAsync(manifest, plan, cancellationToken))
            {
                ReleaseDate = manifest.Release.ReleaseDate,
            };
    }

    private async Task<IReadOnlyList<AudioVersion>> ListReplacedAsync(ReleaseManifest manifest, DeliveryPlan plan, CancellationToken cancellationToken)
    {
        if (await _catalog.FindAlbumAsync(plan.AlbumId, cancellationToken) is not { } album)
            return [];
        var replaced = new List<AudioVersion>();
        foreach (var track in album.Tracks)
        {
            if (await _catalog.FindTrackAsync(track.Id, cancellationToken) is { } published)
                replaced.Add(new AudioVersion(track.Id, published.Track.Audio.SourceSha256));
        }

        return [.. replaced.Except(plan.Tracks.Select(track => new AudioVersion(track.TrackId, manifest.Tracks[track.Index].Sha256)))];
    }

    // Null where the manifest has been replaced or deleted: a newer run has it, or nobody wants it.
    private async Task<byte[]?> DownloadAsync(IngestInput input, CancellationToken cancellationToken)
    {
        var blob = _blobs.Container(BlobContainers.Deliveries).GetBlobClient(DeliveryPath.FileBlob(input.Label, input.Batch, DeliveryFileName.Manifest));
        try
        {
            return await BlobCalls.RunAsync<byte[]?>(
                "Reading the manifest",
                async () =>
                {
                    // One byte over the limit is enough to be refused for it.
                    var answer = await blob.DownloadContentAsync(
                        new BlobDownloadOptions
                        {
                            Conditions = new BlobRequestConditions { IfMatch = new ETag(input.ETag) },
                            Range = new HttpRange(0, ManifestParser.MaxBytes + 1),
                        },
                        cancellationToken);
                    return answer.Value.Content.ToArray();
                },
                cancellationToken);
        }
        catch (RequestFailedException problem) when (problem.Status is 404 or 412)
        {
            return null;
        }
        catch (RequestFailedException problem) when (problem.Status == 416)
        {
            // A range of an empty blob.
            return [];
        }
    }

    private async Task<bool> IsAnsweredAsync(IngestInput input, string sha256, CancellationToken cancellationToken) =>
        await _store.FindAcknowledgementAsync(input.Label, input.Batch, cancellationToken) is { } answer
        && answer.Run != input.Run && answer.ManifestSha256 == sha256 && answer.Acknowledgement.Status == DeliveryStatus.Accepted;

    private async Task<Reason?> FindConflictAsync(IngestInput input, ReleaseManifest manifest, DeliveryPlan plan, CancellationToken cancellationToken)
    {
        if (await _catalog.FindAlbumAsync(plan.AlbumId, cancellationToken) is not { } album)
            return null;
        if (album.LabelId != input.Label)
            return new Reason(ReasonCode.IsrcConflict, $"the UPC {album.Upc} belongs to a release of another label");
        var earlier = await _store.FindReleaseAsync(input.Label, manifest.Release.Upc, cancellationToken);
        return earlier is { IsComplete: true } && earlier.Batch != input.Batch && earlier.ContentHash == plan.ContentHash && earlier.ReleaseVersion == album.ReleaseVersion
            ? new Reason(ReasonCode.DuplicateDelivery, $"the same release, with the same audio, is published from batch {earlier.Batch}")
            : null;
    }

    private async Task<Reason?> FindConflictAsync(IngestInput input, PlannedTrack track, CancellationToken cancellationToken) =>
        await _catalog.FindRecordingAsync(track.Entry.Isrc, cancellationToken) is { } owner && owner.LabelId != input.Label
            ? new Reason(ReasonCode.IsrcConflict, $"the ISRC {track.Entry.Isrc} belongs to a recording of another label")
            : null;

    private async Task SaveTrackAsync(IngestInput input, PlannedTrack track, Reason? reason, bool isReleaseRefused, CancellationToken cancellationToken)
    {
        // A repeat of this step must not undo what a track has reached since.
        if (await _store.FindTrackAsync(input, track.Index, cancellationToken) is not null)
            return;
        var document = new TrackDocument
        {
            Index = track.Index,
            File = track.Entry.File,
            Isrc = track.Entry.Isrc,
            Title = track.Entry.Title,
            TrackId = track.TrackId,
            Stage = isReleaseRefused || reason is not null ? TrackStage.Rejected : TrackStage.Queued,
            Reasons = reason is null ? [] : [reason],
        };
        await _store.SaveTrackAsync(input, document, cancellationToken);
    }
}
