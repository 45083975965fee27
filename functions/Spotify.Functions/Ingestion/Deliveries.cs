using Microsoft.Extensions.Options;
using Spotify.Core.Ingestion;
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
        IReadOnlyList<TrackDocument> tracks = delivery.Run is { } run ? await _store.ListTracksAsync(label, batch, run, cancellationToken) : [];
        var answer = await _store.FindAcknowledgementAsync(label, batch, cancellationToken);
        return new DeliveryProgress(
            delivery.Batch,
            delivery.State,
            delivery.CreatedAt,
            delivery.Upc,
            delivery.Title,
            [.. delivery.Files.Select(file => file.Name)],
            [.. tracks.Select(track => new TrackProgress(track.File, track.Isrc, track.Title, track.TrackId, track.Stage, track.Reasons))],
            answer is not null && answer.Run == delivery.Run ? answer.Acknowledgement : null);
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
        return new DeliveryPage(
            [.. page.Documents.Select(entry => entry.Document.Value).Select(line => new DeliverySummary(line.Batch, line.State, line.CreatedAt, line.Upc, line.Title))],
            page.Continuation);
    }
}
