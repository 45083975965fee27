using Azure;
using Microsoft.Extensions.Options;
using Spotify.Core;
using Spotify.Core.Playback.Hls;
using Spotify.Functions.Platform.Blobs;
using Spotify.Functions.Platform.Caching;
using Spotify.Functions.Platform.Telemetry;

namespace Spotify.Functions.Playback.Hls;

/// <summary>Segment indexes, from the storage that the audio itself is in. A blob's name comes from its content, so that one read is good for ever.</summary>
internal sealed class HlsIndexes
{
    private const long LargestIndex = 1024 * 1024;

    private static readonly TimeSpan ForEver = TimeSpan.FromDays(365);

    private readonly BlobAccounts _blobs;
    private readonly ReadThroughCache<HlsIndex> _cache;

    public HlsIndexes(BlobAccounts blobs, IOptions<HlsOptions> options, SpotifyMetrics metrics, TimeProvider time)
    {
        _blobs = blobs;
        _cache = new ReadThroughCache<HlsIndex>(
            "hls_index", new ReadThroughCacheOptions { Capacity = options.Value.CachedIndexes, FreshFor = ForEver }, LoadAsync, (_, _) => true, metrics, time);
    }

    /// <summary>A track's index, or null where it is gone.</summary>
    /// <param name="blob">Its blob.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="TransientException">The storage is in trouble.</exception>
    public ValueTask<HlsIndex?> FindAsync(string blob, CancellationToken cancellationToken) => _cache.GetAsync(blob, cancellationToken);

    private Task<HlsIndex?> LoadAsync(string blob, CancellationToken cancellationToken) => BlobCalls.RunAsync(
        "Reading a segment index",
        async () =>
        {
            try
            {
                var client = _blobs.Container(BlobContainers.Audio).GetBlobClient(blob);
                var content = (await client.DownloadContentAsync(cancellationToken)).Value;
                return content.Details.ContentLength <= LargestIndex ? HlsIndex.Read(content.Content) : throw new InvalidDataException($"{blob} is no segment index");
            }
            catch (RequestFailedException problem) when (problem.Status == 404)
            {
                return (HlsIndex?)null;
            }
        },
        cancellationToken);
}
