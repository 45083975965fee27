using Azure;
using Spotify.Functions.Platform.Blobs;

namespace Spotify.Functions.Catalog.Audio;

/// <summary>A stored analysis.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="WrittenAt">When it was stored.</param>
internal sealed record StoredAnalysis(byte[] Content, DateTimeOffset WrittenAt);

/// <summary>Where analyses are stored.</summary>
internal interface IAnalysisFiles
{
    /// <summary>Fetches one; null where there is none.</summary>
    /// <param name="blob">Its name in the container <c>audio</c>.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    Task<StoredAnalysis?> FindAsync(string blob, CancellationToken cancellationToken);
}

/// <summary>The storage itself.</summary>
internal sealed class AnalysisFiles(BlobAccounts accounts) : IAnalysisFiles
{
    public Task<StoredAnalysis?> FindAsync(string blob, CancellationToken cancellationToken) => BlobCalls.RunAsync<StoredAnalysis?>(
        "Fetching an analysis",
        async () =>
        {
            try
            {
                var found = (await accounts.Container(BlobContainers.Audio).GetBlobClient(blob).DownloadContentAsync(cancellationToken)).Value;
                return new StoredAnalysis(found.Content.ToArray(), found.Details.LastModified);
            }
            catch (RequestFailedException problem) when (problem.Status == 404)
            {
                return null;
            }
        },
        cancellationToken);
}
