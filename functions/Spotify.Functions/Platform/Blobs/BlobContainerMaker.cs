using Azure;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Spotify.Functions.Platform.Blobs;

/// <summary>Makes the containers of development accounts at start; in Azure the templates make them.</summary>
internal sealed partial class BlobContainerMaker(BlobAccounts accounts, ILogger<BlobContainerMaker> logger) : IHostedService
{
    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await MakeAsync(accounts.Uploads, BlobContainers.InUploads, cancellationToken);
        await MakeAsync(accounts.Media, BlobContainers.InMedia, cancellationToken);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task MakeAsync(BlobServiceClient account, IReadOnlyList<string> containers, CancellationToken cancellationToken)
    {
        if (!BlobAccounts.IsDevelopment(account))
            return;
        try
        {
            foreach (var container in containers)
                await account.GetBlobContainerClient(container).CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        }
        catch (RequestFailedException problem)
        {
            // The rest of the application is of use without storage, and readiness says that it is missing.
            LogNotMade(account.Uri, problem);
        }
    }

    [LoggerMessage(EventId = 2001, Level = LogLevel.Error, Message = "The containers of {Account} could not be made")]
    private partial void LogNotMade(Uri account, Exception problem);
}
