using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Spotify.Functions.Ingestion.Analysis;
using Spotify.Functions.Ingestion.Media;
using Spotify.Functions.Ingestion.Media.Hls;
using Spotify.Functions.Platform.Blobs;

namespace Spotify.Functions.Ingestion.Steps;

/// <summary>Renditions in the container <c>audio</c>: <c>{track}/{SHA-256 of the source}/{rung}</c>. The same source gives the same names and bytes, so a repeat writes over.</summary>
internal sealed class RenditionStore(BlobAccounts blobs)
{
    /// <summary>What a blob whose name is derived from its content is served with.</summary>
    public const string CacheControl = "public, max-age=31536000, immutable";

    private const int UploadsAtOnce = 4;

    /// <summary>A rendition's blob.</summary>
    public static string BlobName(string trackId, string sha256, Rung rung) => $"{Prefix(trackId, sha256)}{rung.FileName}";

    /// <summary>The blob of a rendition's file for HTTP Live Streaming.</summary>
    public static string HlsBlobName(string trackId, string sha256, Rung rung) => $"{Prefix(trackId, sha256)}{rung.HlsFileName}";

    /// <summary>The blob that says where those files are cut.</summary>
    public static string HlsIndexBlobName(string trackId, string sha256) => $"{Prefix(trackId, sha256)}{HlsPackage.IndexFileName}";

    /// <summary>Stores all renditions of a track, in both forms, and the analysis of its sound where there is one.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public Task StoreAsync(WorkFolder folder, string trackId, string sha256, ProcessedMedia media, CancellationToken cancellationToken) =>
        BlobCalls.RunAsync(
            "Storing renditions",
            async () =>
            {
                var container = blobs.Container(BlobContainers.Audio);
                var parallel = new ParallelOptions { MaxDegreeOfParallelism = UploadsAtOnce, CancellationToken = cancellationToken };
                await Parallel.ForEachAsync(FilesOf(media), parallel, async (file, token) =>
                {
                    var headers = new BlobHttpHeaders { ContentType = file.ContentType, CacheControl = CacheControl };
                    await container.GetBlobClient($"{Prefix(trackId, sha256)}{file.Name}")
                        .UploadAsync(folder.File(file.Name), new BlobUploadOptions { HttpHeaders = headers }, token);
                });
                return true;
            },
            cancellationToken);

    /// <summary>Deletes all renditions that a track has from one source.</summary>
    /// <param name="trackId">The track.</param>
    /// <param name="sha256">The source.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <param name="writtenBefore">Spares what was written since; null for all.</param>
    /// <returns>How many there were.</returns>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public Task<int> DeleteAsync(string trackId, string sha256, CancellationToken cancellationToken, DateTimeOffset? writtenBefore = null) =>
        BlobCalls.RunAsync(
            "Deleting renditions",
            async () =>
            {
                var container = blobs.Container(BlobContainers.Audio);
                var count = 0;
                await foreach (var blob in container.GetBlobsAsync(prefix: Prefix(trackId, sha256), cancellationToken: cancellationToken))
                {
                    if (await IsDeletedAsync(container.GetBlobClient(blob.Name), writtenBefore, cancellationToken))
                        count++;
                }

                return count;
            },
            cancellationToken);

    private static IEnumerable<(string Name, string ContentType)> FilesOf(ProcessedMedia media) =>
    [
        .. media.Renditions.Select(file => (file.Rung.FileName, file.Rung.ContentType)),
        .. media.Hls.Files.Select(file => (file.Rung.HlsFileName, "audio/mp4")),
        (HlsPackage.IndexFileName, "application/json"),
        .. media.Features is null ? [] : TrackAnalysis.Files.Select(file => (file.Name, file.ContentType)),
    ];

    private static async Task<bool> IsDeletedAsync(BlobClient blob, DateTimeOffset? writtenBefore, CancellationToken cancellationToken)
    {
        try
        {
            var conditions = new BlobRequestConditions { IfUnmodifiedSince = writtenBefore };
            return await blob.DeleteIfExistsAsync(DeleteSnapshotsOption.None, conditions, cancellationToken);
        }
        catch (RequestFailedException problem) when (problem.Status == 412)
        {
            return false;
        }
    }

    private static string Prefix(string trackId, string sha256) => $"{trackId}/{sha256}/";
}
