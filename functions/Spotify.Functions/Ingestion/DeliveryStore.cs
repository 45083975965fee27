using System.Globalization;
using System.IO.Compression;
using Spotify.Core;
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
    public Task SaveManifestAsync(IngestInput input, string sha256, byte[] utf8, CancellationToken cancellationToken)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(utf8);
        return UpsertAsync(PartitionOf(input), $"{input.Run}-manifest", new ManifestDocument { Sha256 = sha256, Gzip = packed.ToArray() }, cancellationToken);
    }

    /// <summary>A run's manifest, with the SHA-256 of its file.</summary>
    public async Task<(ManifestResult Manifest, string Sha256)?> FindManifestAsync(IngestInput input, CancellationToken cancellationToken)
    {
        if (await ReadAsync<ManifestDocument>(PartitionOf(input), $"{input.Run}-manifest", cancellationToken) is not { } document)
            return null;
        using var plain = new MemoryStream();
        await using (var gzip = new GZipStream(new MemoryStream(document.Gzip), CompressionMode.Decompress))
            await gzip.CopyToAsync(plain, cancellationToken);
        return (ManifestParser.Parse(plain.ToArray()), document.Sha256);
    }

    /// <summary>Notes a track.</summary>
    public Task SaveTrackAsync(IngestInput input, TrackDocument track, CancellationToken cancellationToken) =>
        UpsertAsync(PartitionOf(input), TrackId(input.Run, track.Index), track, cancellationToken);

    /// <summary>One track of a run, or null.</summary>
    public Task<TrackDocument?> FindTrackAsync(IngestInput input, int index, CancellationToken cancellationToken) =>
        ReadAsync<TrackDocument>(PartitionOf(input), TrackId(input.Run, index), cancellationToken);

    /// <summary>All tracks of a run in the manifest's order.</summary>
    public async Task<IReadOnlyList<TrackDocument>> ListTracksAsync(string label, string batch, string run, CancellationToken cancellationToken)
    {
        var tracks = new List<TrackDocument>();
        string? continuation = null;
        do
        {
            var page = await documents.RangeAsync<TrackDocument>(
                DocumentContainer.Labels, new PartitionKeyValue(label, batch), IdRange.Prefix($"{run}-track-"), 200, continuation, cancellationToken);
            tracks.AddRange(page.Documents.Select(entry => entry.Document.Value));
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return tracks;
    }

    /// <summary>Keeps the answer to a batch.</summary>
    public Task SaveAcknowledgementAsync(IngestInput input, AcknowledgementDocument document, CancellationToken cancellationToken) =>
        UpsertAsync(PartitionOf(input), AcknowledgementId, document, cancellationToken);

    /// <summary>The answer to a batch, or null.</summary>
    public Task<AcknowledgementDocument?> FindAcknowledgementAsync(string label, string batch, CancellationToken cancellationToken) =>
        ReadAsync<AcknowledgementDocument>(new PartitionKeyValue(label, batch), AcknowledgementId, cancellationToken);

    /// <summary>Notes which delivery a release came from.</summary>
    public Task SaveReleaseAsync(string label, string upc, ReleaseDocument release, CancellationToken cancellationToken) =>
        UpsertAsync(new PartitionKeyValue(label, ReleasesPartition), upc, release, cancellationToken);

    /// <summary>Which delivery a release came from, or null.</summary>
    public Task<ReleaseDocument?> FindReleaseAsync(string label, string upc, CancellationToken cancellationToken) =>
        ReadAsync<ReleaseDocument>(new PartitionKeyValue(label, ReleasesPartition), upc, cancellationToken);

    private static PartitionKeyValue PartitionOf(IngestInput input) => new(input.Label, input.Batch);

    private static string TrackId(string run, int index) => string.Create(CultureInfo.InvariantCulture, $"{run}-track-{index:0000}");

    private async Task<T?> ReadAsync<T>(PartitionKeyValue partition, string id, CancellationToken cancellationToken)
        where T : class => (await documents.ReadAsync<T>(DocumentContainer.Labels, partition, id, cancellationToken))?.Value;

    private async Task UpsertAsync<T>(PartitionKeyValue partition, string id, T body, CancellationToken cancellationToken)
    {
        var result = await documents.WriteAsync(DocumentContainer.Labels, partition, DocumentOperation.Upsert(id, body), cancellationToken);
        if (!result.IsWritten)
            throw new TransientException($"The document {partition}/{id} was not written: {result.Outcome}");
    }
}
