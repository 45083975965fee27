using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Spotify.Core;
using Spotify.Core.Catalog;
using Spotify.Core.Ingestion;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Ingestion;

/// <summary>Deliveries in the container <c>labels</c>. Two runs of one batch never share a document but the batch's own, and there the latest run counts.</summary>
internal sealed class DeliveryStore(IDocumentStore documents)
{
    private const string DeliveryId = "delivery";
    private const string AcknowledgementId = "acknowledgement";
    private const string IndexPartition = "_index";
    private const string ReleasesPartition = "_releases";
    private const string AudioPartition = "_audio";
    private const int Attempts = 20;

    /// <summary>Notes a batch, or what has become of it; the list's line follows the batch.</summary>
    public async Task SaveAsync(string label, DeliveryDocument delivery, CancellationToken cancellationToken)
    {
        await UpsertAsync(new PartitionKeyValue(label, delivery.Batch), DeliveryId, delivery, cancellationToken);
        await UpsertAsync(new PartitionKeyValue(label, IndexPartition), delivery.Batch, delivery with { Files = [] }, cancellationToken);
    }

    /// <summary>A batch, or null.</summary>
    public Task<DeliveryDocument?> FindAsync(string label, string batch, CancellationToken cancellationToken) =>
        ReadAsync<DeliveryDocument>(new PartitionKeyValue(label, batch), DeliveryId, cancellationToken);

    /// <summary>A label's batches, newest first.</summary>
    public ValueTask<DocumentPage<DeliveryDocument>> ListAsync(string label, int limit, string? continuation, CancellationToken cancellationToken) =>
        documents.RangeAsync<DeliveryDocument>(
            DocumentContainer.Labels, new PartitionKeyValue(label, IndexPartition), new IdRange(Descending: true), limit, continuation, cancellationToken);

    /// <summary>Keeps a run's manifest.</summary>
    /// <exception cref="ArgumentException">It is too large to be kept.</exception>
    public Task SaveManifestAsync(IngestInput input, string sha256, DeliveredMessage message, CancellationToken cancellationToken)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            JsonSerializer.Serialize(gzip, message, DocumentJson.Options);
        return UpsertAsync(PartitionOf(input), $"{input.Run}-manifest", new ManifestDocument { Sha256 = sha256, Gzip = packed.ToArray(), IsRead = true }, cancellationToken);
    }

    /// <summary>A run's manifest, with the SHA-256 of its file.</summary>
    public async Task<(ManifestResult Manifest, string Sha256)?> FindManifestAsync(IngestInput input, CancellationToken cancellationToken) =>
        await FindMessageAsync(input, cancellationToken) is { Message: var message, Sha256: var sha256 } ? (new ManifestResult(message.Manifest, message.Reasons), sha256) : null;

    /// <summary>What a run was told, with the SHA-256 of the file.</summary>
    public async Task<(DeliveredMessage Message, string Sha256)?> FindMessageAsync(IngestInput input, CancellationToken cancellationToken)
    {
        if (await ReadAsync<ManifestDocument>(PartitionOf(input), $"{input.Run}-manifest", cancellationToken) is not { } document)
            return null;
        using var plain = new MemoryStream();
        await using (var gzip = new GZipStream(new MemoryStream(document.Gzip), CompressionMode.Decompress))
            await gzip.CopyToAsync(plain, cancellationToken);
        if (document.IsRead)
            return (JsonSerializer.Deserialize<DeliveredMessage>(plain.ToArray(), DocumentJson.Options)!, document.Sha256);
        var (manifest, reasons) = ManifestParser.Parse(plain.ToArray());
        return (new DeliveredMessage(manifest, reasons), document.Sha256);
    }

    /// <summary>Notes a release of a batch.</summary>
    public Task SaveBatchReleaseAsync(string label, string batch, string batchRun, BatchReleaseDocument release, CancellationToken cancellationToken) =>
        UpsertAsync(new PartitionKeyValue(label, batch), BatchReleaseId(batchRun, release.Message), release, cancellationToken);

    /// <summary>The release of a batch that a run works on; null where the run is no part of a batch.</summary>
    public async Task<BatchReleaseDocument?> FindBatchReleaseAsync(IngestInput input, CancellationToken cancellationToken) =>
        input is { BatchRun: { } batchRun, Message: { } message }
            ? await ReadAsync<BatchReleaseDocument>(PartitionOf(input), BatchReleaseId(batchRun, message), cancellationToken)
            : null;

    /// <summary>All releases of a batch, in its order.</summary>
    public async Task<IReadOnlyList<BatchReleaseDocument>> ListBatchReleasesAsync(string label, string batch, string batchRun, CancellationToken cancellationToken) =>
        [.. (await ListAsync<BatchReleaseDocument>(label, batch, $"{batchRun}-release-", cancellationToken)).OrderBy(release => release.Index)];

    /// <summary>Notes a track.</summary>
    public Task SaveTrackAsync(IngestInput input, TrackDocument track, CancellationToken cancellationToken) =>
        UpsertAsync(PartitionOf(input), TrackId(input.Run, track.Index), track, cancellationToken);

    /// <summary>One track of a run, or null.</summary>
    public Task<TrackDocument?> FindTrackAsync(IngestInput input, int index, CancellationToken cancellationToken) =>
        ReadAsync<TrackDocument>(PartitionOf(input), TrackId(input.Run, index), cancellationToken);

    /// <summary>All tracks of a run in the manifest's order.</summary>
    public Task<IReadOnlyList<TrackDocument>> ListTracksAsync(string label, string batch, string run, CancellationToken cancellationToken) =>
        ListAsync<TrackDocument>(label, batch, $"{run}-track-", cancellationToken);

    /// <summary>Where the tracks of a run are, in the manifest's order.</summary>
    public async Task<IReadOnlyList<TrackStage>> ListStagesAsync(string label, string batch, string run, CancellationToken cancellationToken) =>
        [.. (await ListAsync<TrackStageDocument>(label, batch, $"{run}-track-", cancellationToken)).Select(track => track.Stage)];

    /// <summary>Keeps the answer to a batch.</summary>
    public Task SaveAcknowledgementAsync(IngestInput input, AcknowledgementDocument document, CancellationToken cancellationToken) =>
        UpsertAsync(PartitionOf(input), AcknowledgementId, document, cancellationToken);

    /// <summary>The answer to a batch, or null.</summary>
    public Task<AcknowledgementDocument?> FindAcknowledgementAsync(string label, string batch, CancellationToken cancellationToken) =>
        ReadAsync<AcknowledgementDocument>(new PartitionKeyValue(label, batch), AcknowledgementId, cancellationToken);

    /// <summary>Notes what holds for a release.</summary>
    /// <param name="label">The label.</param>
    /// <param name="key">What the release's ids are derived from.</param>
    /// <param name="change">What holds now, given what held; null where that stays.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>What holds now.</returns>
    public async Task<ReleaseDocument> ChangeReleaseAsync(string label, string key, Func<ReleaseDocument?, ReleaseDocument?> change, CancellationToken cancellationToken)
    {
        var partition = new PartitionKeyValue(label, ReleasesPartition);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var known = await documents.ReadAsync<ReleaseDocument>(DocumentContainer.Labels, partition, key, cancellationToken);
            if (change(known?.Value) is not { } changed)
                return known!.Value;
            var write = known is null ? DocumentOperation.Create(key, changed) : DocumentOperation.Replace(key, changed, known.ETag);
            if ((await documents.WriteAsync(DocumentContainer.Labels, partition, write, cancellationToken)).IsWritten)
                return changed;
        }

        throw new TransientException($"Others kept changing release {key} of {label}");
    }

    /// <summary>What holds for a release, or null.</summary>
    public Task<ReleaseDocument?> FindReleaseAsync(string label, string key, CancellationToken cancellationToken) =>
        ReadAsync<ReleaseDocument>(new PartitionKeyValue(label, ReleasesPartition), key, cancellationToken);

    /// <summary>A label's stored audio by the SHA-256 of the delivered file, or null.</summary>
    public ValueTask<StoredDocument<StoredAudioDocument>?> FindAudioAsync(string label, string sha256, CancellationToken cancellationToken) =>
        documents.ReadAsync<StoredAudioDocument>(DocumentContainer.Labels, new PartitionKeyValue(label, AudioPartition), sha256, cancellationToken);

    /// <summary>Notes a label's stored audio, over the version that was read.</summary>
    /// <returns>Whether it was still that version.</returns>
    public async Task<bool> TrySaveAudioAsync(string label, string sha256, StoredAudioDocument audio, string? etag, CancellationToken cancellationToken)
    {
        var write = etag is null ? DocumentOperation.Create(sha256, audio) : DocumentOperation.Replace(sha256, audio, etag);
        return (await documents.WriteAsync(DocumentContainer.Labels, new PartitionKeyValue(label, AudioPartition), write, cancellationToken)).IsWritten;
    }

    /// <summary>Forgets a label's stored audio, at the version that was read.</summary>
    public async Task DeleteAudioAsync(string label, string sha256, string etag, CancellationToken cancellationToken) =>
        await documents.WriteAsync(DocumentContainer.Labels, new PartitionKeyValue(label, AudioPartition), DocumentOperation.Delete(sha256, etag), cancellationToken);

    /// <summary>The SHA-256 of a label's file that has a hash of another kind, or null where it is not known.</summary>
    public async Task<string?> FindKnownFileAsync(string label, FileHash hash, CancellationToken cancellationToken) =>
        (await ReadAsync<KnownFileDocument>(new PartitionKeyValue(label, AudioPartition), KnownFileId(hash), cancellationToken))?.Sha256;

    /// <summary>Notes the SHA-256 of a label's file that has a hash of another kind.</summary>
    public Task SaveKnownFileAsync(string label, FileHash hash, string sha256, CancellationToken cancellationToken) =>
        UpsertAsync(new PartitionKeyValue(label, AudioPartition), KnownFileId(hash), new KnownFileDocument { Sha256 = sha256 }, cancellationToken);

    private static PartitionKeyValue PartitionOf(IngestInput input) => new(input.Label, input.Batch);

    // A blob's name may hold what an id may not.
    private static string BatchReleaseId(string batchRun, string message) => $"{batchRun}-release-{SpotifyId.Derive("message", message)}";

    private static string KnownFileId(FileHash hash) => $"{hash.Algorithm.ToUpperInvariant()} {hash.Hex.ToLowerInvariant()}";

    private static string TrackId(string run, int index) => string.Create(CultureInfo.InvariantCulture, $"{run}-track-{index:0000}");

    private async Task<IReadOnlyList<T>> ListAsync<T>(string label, string batch, string prefix, CancellationToken cancellationToken)
    {
        var found = new List<T>();
        string? continuation = null;
        do
        {
            var page = await documents.RangeAsync<T>(DocumentContainer.Labels, new PartitionKeyValue(label, batch), IdRange.Prefix(prefix), 200, continuation, cancellationToken);
            found.AddRange(page.Documents.Select(entry => entry.Document.Value));
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return found;
    }

    private async Task<T?> ReadAsync<T>(PartitionKeyValue partition, string id, CancellationToken cancellationToken)
        where T : class => (await documents.ReadAsync<T>(DocumentContainer.Labels, partition, id, cancellationToken))?.Value;

    private async Task UpsertAsync<T>(PartitionKeyValue partition, string id, T body, CancellationToken cancellationToken)
    {
        var result = await documents.WriteAsync(DocumentContainer.Labels, partition, DocumentOperation.Upsert(id, body), cancellationToken);
        if (!result.IsWritten)
            throw new TransientException($"The document {partition}/{id} was not written: {result.Outcome}");
    }
}
