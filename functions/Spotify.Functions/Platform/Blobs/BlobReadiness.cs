using Spotify.Functions.Platform.Health;

namespace Spotify.Functions.Platform.Blobs;

/// <summary>Whether both storage accounts answer and hold the last container that <see cref="BlobContainerMaker"/> makes in each.</summary>
internal sealed class BlobReadiness(BlobAccounts accounts) : IReadinessCheck
{
    /// <inheritdoc/>
    public string Name => "blobs";

    /// <inheritdoc/>
    public Task CheckAsync(CancellationToken cancellationToken) => Task.WhenAll(
        accounts.Container(BlobContainers.InUploads[^1]).GetPropertiesAsync(cancellationToken: cancellationToken),
        accounts.Container(BlobContainers.InMedia[^1]).GetPropertiesAsync(cancellationToken: cancellationToken));
}
