using Microsoft.Extensions.Options;
using Spotify.Core.Ingestion;
using Spotify.Core.Ingestion.Ddex;
using Spotify.Functions.Platform.Blobs;

namespace Spotify.Functions.Ingestion;

/// <summary>Opens deliveries and tells how they are getting on.</summary>
public sealed class Deliveries
{
    private static readonly TimeSpan UploadTime = TimeSpan.FromHours(6);

    private readonly DeliveryStore _store;
    private readonly BlobSigner _signer;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly long _maxFileBytes;

    internal Deliveries(DeliveryStore store, BlobSigner signer, TimeProvider time, Random random, IOptions<IngestionOptions> options) =>
        (_store, _signer, _time, _random, _maxFileBytes) = (store, signer, time, random, options.Value.MaxFileBytes);

    /// <summary>Opens a delivery: notes it and signs an address for each file. Addresses last six hours, long enough for a slow line.</summary>
    /// <param name="label">The label.</param>
    /// <param name="files">What it wants to upload.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The addresses, or everything that is wrong with the list.</returns>
    /// <exception cref="Core.TransientException">The documents or the storage are in trouble.</exception>
    public async Task<(OpenedDelivery? Delivery, IReadOnlyList<string> Faults)> OpenAsync(
        string label, IReadOnlyList<DeliveryFile> files, CancellationToken cancellationToken)
    {
        var faults = DeliveryRequest.FindFaults(files, _maxFileBytes);
        if (!DeliveryPath.IsName(label))
            faults = [.. faults, "label: 1 to 64 letters, digits, hyphens and underscores"];
        if (faults.Count > 0)
            return (null, faults);
        var now = _time.GetUtcNow();
        var batch = BatchId.Create(now, _random);
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds((now + UploadTime).ToUnixTimeSeconds());
        var uploads = new List<UploadAddress>(files.Count);
        foreach (var file in files)
        {
            var url = await _signer.SignWriteAsync(BlobContainers.Deliveries, DeliveryPath.FileBlob(label, batch, file.Name), expiresAt, cancellationToken);
            uploads.Add(new UploadAddress(file.Name, url));
        }

        var document = new DeliveryDocument { Batch = batch, CreatedAt = now, State = DeliveryState.AwaitingUpload, Files = files };
        await _store.SaveAsync(label, document, cancellationToken);
        return (new OpenedDelivery(batch, expiresAt, uploads), []);
    }

    /// <summary>How a batch is getting on.</summary>
    /// <param name="label">The label.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Its progress, or null where this label has no such batch.</returns>
    /// <exception cref="Core.TransientException">The documents are in trouble.</exception>
    public async Task<DeliveryProgress?> FindAsync(string label, string batch, CancellationToken cancellationToken)
    {
        if (!DeliveryPath.IsName(label) || !DeliveryPath.IsName(batch) || await _store.FindAsync(label, batch, cancellationToken) is not { } delivery)
            return null;
        var releases = delivery is { IsBatch: true, Run: { } batchRun } ? await ReleasesAsync(label, batch, batchRun, cancellationToken) : [];
        IReadOnlyList<TrackProgress> tracks = delivery is { IsBatch: false, Run: { } run } ? await TracksAsync(label, batch, run, cancellationToken) : [];
        return new DeliveryProgress(
            delivery.Batch,
            delivery.State,
            delivery.CreatedAt,
            delivery.Upc,
            delivery.Title,
            [.. delivery.Files.Select(file => file.Name)],
            delivery.Counts ?? await CountAsync(label, delivery, cancellationToken),
            [.. releases.Select(release => release.Progress)],
            tracks,
            await AnswerAsync(label, delivery, releases, cancellationToken));
    }

    /// <summary>A label's batches, newest first.</summary>
    /// <param name="label">The label.</param>
    /// <param name="limit">At most this many, 1 to 100.</param>
    /// <param name="continuation">The last page's <c>next</c>, or null for the first page.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="Core.TransientException">The documents are in trouble.</exception>
    public async Task<DeliveryPage> ListAsync(string label, int limit, string? continuation, CancellationToken cancellationToken)
    {
        if (!DeliveryPath.IsName(label))
            return new DeliveryPage([], null);
        var page = await _store.ListAsync(label, limit, continuation, cancellationToken);
        var lines = new List<DeliverySummary>();
        foreach (var line in page.Documents.Select(entry => entry.Document.Value))
            lines.Add(new DeliverySummary(line.Batch, line.State, line.CreatedAt, line.Upc, line.Title, line.Counts ?? await CountAsync(label, line, cancellationToken)));
        return new DeliveryPage(lines, page.Continuation);
    }

    private async Task<IReadOnlyList<ReleaseFound>> ReleasesAsync(string label, string batch, string batchRun, CancellationToken cancellationToken)
    {
        var found = new List<ReleaseFound>();
        foreach (var release in await _store.ListBatchReleasesAsync(label, batch, batchRun, cancellationToken))
        {
            var tracks = await TracksAsync(label, batch, release.Run, cancellationToken);
            found.Add(new ReleaseFound(new ReleaseProgress(release.Folder, release.MessageId, release.State, release.Upc, release.Title, tracks), release.Answer));
        }

        return found;
    }

    private async Task<IReadOnlyList<TrackProgress>> TracksAsync(string label, string batch, string run, CancellationToken cancellationToken) =>
        [.. (await _store.ListTracksAsync(label, batch, run, cancellationToken))
            .Select(track => new TrackProgress(track.File, track.Isrc, track.Title, track.TrackId, track.Stage, track.Reasons))];

    private async Task<Acknowledgement?> AnswerAsync(string label, DeliveryDocument delivery, IReadOnlyList<ReleaseFound> releases, CancellationToken cancellationToken)
    {
        if (delivery.IsBatch)
            return delivery.Counts is null ? null : Acknowledgement.Create(BatchAcknowledgement.Create(delivery.Batch, [.. releases.Select(release => release.Answer).OfType<BatchRelease>()], delivery.Reasons));
        var answer = await _store.FindAcknowledgementAsync(label, delivery.Batch, cancellationToken);
        return answer is not null && answer.Run == delivery.Run ? answer.Acknowledgement : null;
    }

    // What has not been answered yet is counted as it stands; an answered batch remembers.
    private async Task<DeliveryCounts> CountAsync(string label, DeliveryDocument delivery, CancellationToken cancellationToken)
    {
        if (delivery.Run is not { } run)
            return DeliveryCounts.Of(0, 0, []);
        var isAnswered = delivery.State is not (DeliveryState.AwaitingUpload or DeliveryState.Processing);
        if (!delivery.IsBatch)
            return DeliveryCounts.Of(1, isAnswered ? 1 : 0, await _store.ListStagesAsync(label, delivery.Batch, run, cancellationToken));
        var releases = await _store.ListBatchReleasesAsync(label, delivery.Batch, run, cancellationToken);
        var stages = new List<TrackStage>();
        foreach (var release in releases)
            stages.AddRange(await _store.ListStagesAsync(label, delivery.Batch, release.Run, cancellationToken));
        return DeliveryCounts.Of(releases.Count, releases.Count(release => release.Answer is not null), stages);
    }

    private sealed record ReleaseFound(ReleaseProgress Progress, BatchRelease? Answer);
}
