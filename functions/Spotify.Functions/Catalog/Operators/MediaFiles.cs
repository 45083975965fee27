using Spotify.Functions.Platform.Blobs;

namespace Spotify.Functions.Catalog.Operators;

/// <summary>What listeners fetch, as far as an import must know of it.</summary>
internal interface IMediaFiles
{
    /// <summary>Whether a blob is there.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    Task<bool> ExistsAsync(string container, string blob, CancellationToken cancellationToken);
}

/// <summary>The storage itself.</summary>
internal sealed class MediaFiles(BlobAccounts accounts) : IMediaFiles
{
    public Task<bool> ExistsAsync(string container, string blob, CancellationToken cancellationToken) => BlobCalls.RunAsync(
        "Looking for a blob", async () => (await accounts.Container(container).GetBlobClient(blob).ExistsAsync(cancellationToken)).Value, cancellationToken);
}
