using Spotify.Functions.Platform.Health;

namespace Spotify.Functions.Platform.Blobs;

/// <summary>Whether both storage accounts answer.</summary>
internal sealed class BlobReadiness(BlobAccounts accounts) : IReadinessCheck
{
    /// <inheritdoc/>
    public string Name => "blobs";

    /// <inheritdoc/>
    public Task CheckAsync(CancellationToken cancellationToken) => Task.WhenAll(
        accounts.Container(BlobContainers.Deliveries).GetPropertiesAsync(cancellationToken: cancellationToken),
        accounts.Container(BlobContainers.Audio).GetPropertiesAsync(cancellationToken: cancellationToken));
}
