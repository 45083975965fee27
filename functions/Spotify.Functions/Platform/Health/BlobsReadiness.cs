using Spotify.Functions.Platform.Blobs;

namespace Spotify.Functions.Platform.Health;

/// <summary>Asks both storage accounts for a container that the application needs.</summary>
internal sealed class BlobsReadiness(BlobAccounts accounts) : IReadinessCheck
{
    public string Name => "blobs";

    public Task CheckAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(CheckAsync(BlobContainers.Deliveries, cancellationToken), CheckAsync(BlobContainers.Audio, cancellationToken));

    private async Task CheckAsync(string container, CancellationToken cancellationToken)
    {
        if (!await accounts.Container(container).ExistsAsync(cancellationToken))
            throw new InvalidOperationException($"The container '{container}' is not there.");
    }
}
