using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Spotify.Core;

namespace Spotify.Functions.Platform.Blobs;

/// <summary>
/// Makes the containers of development accounts; in Azure the templates make them. It works beside the start and for as long as it takes: what needs no
/// storage serves meanwhile, and readiness says that storage is missing.
/// </summary>
internal sealed partial class BlobContainerMaker(BlobAccounts accounts, TimeProvider time, ILogger<BlobContainerMaker> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        var told = false;
        try
        {
            while (true)
            {
                try
                {
                    await MakeAsync(accounts.Uploads, BlobContainers.InUploads, stoppingToken);
                    await MakeAsync(accounts.Media, BlobContainers.InMedia, stoppingToken);
                    await OpenToPagesAsync(accounts.Media, stoppingToken);
                    return;
                }
                // The client wraps what outlasted its own retries in an AggregateException.
                catch (Exception problem) when (problem is RequestFailedException or AggregateException or TransientException)
                {
                    if (!told)
                        LogNotMade(problem);
                    told = true;
                    await timer.WaitForNextTickAsync(stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The next start makes them.
        }
    }

    private static async Task MakeAsync(BlobServiceClient account, IReadOnlyList<string> containers, CancellationToken cancellationToken)
    {
        if (!BlobAccounts.IsDevelopment(account))
            return;
        foreach (var container in containers)
            await account.GetBlobContainerClient(container).CreateIfNotExistsAsync(cancellationToken: cancellationToken);
    }

    // Players in web pages fetch audio and covers by scripts. A signed address is what opens them; the page that shows it is nothing to the storage.
    private static async Task OpenToPagesAsync(BlobServiceClient account, CancellationToken cancellationToken)
    {
        if (!BlobAccounts.IsDevelopment(account))
            return;
        if ((await account.GetPropertiesAsync(cancellationToken)).Value.Cors is { Count: > 0 })
            return;
        var rule = new BlobCorsRule { AllowedOrigins = "*", AllowedMethods = "GET,HEAD", AllowedHeaders = "*", ExposedHeaders = "Accept-Ranges,Content-Length,Content-Range,ETag", MaxAgeInSeconds = 7200 };
        // The emulator refuses the client's own idea of no logging.
        var logging = new BlobAnalyticsLogging { Version = "1.0", RetentionPolicy = new BlobRetentionPolicy() };
        await account.SetPropertiesAsync(new BlobServiceProperties { Cors = [rule], Logging = logging }, cancellationToken);
    }

    [LoggerMessage(EventId = 2001, Level = LogLevel.Error, Message = "The storage containers could not be made yet; the application goes on trying")]
    private partial void LogNotMade(Exception problem);
}
