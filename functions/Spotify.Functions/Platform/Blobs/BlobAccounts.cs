using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Options;
using Spotify.Functions.Platform.Resilience;
using Spotify.Functions.Platform.Resilience.Ports;

namespace Spotify.Functions.Platform.Blobs;

/// <summary>The two storage accounts: labels write to one, listeners read from the other, so that no upload right ever reaches what is published.</summary>
public sealed class BlobAccounts
{
    /// <summary>The name of the setting, and of the options, of <see cref="Uploads"/>.</summary>
    public const string UploadsName = "Uploads";

    /// <summary>The name of the setting, and of the options, of <see cref="Media"/>.</summary>
    public const string MediaName = "Media";

    /// <summary>Opens both accounts; nothing is sent yet.</summary>
    /// <param name="options">Options by account name.</param>
    /// <param name="pipelines">What every request goes through; nothing where null.</param>
    public BlobAccounts(IOptionsMonitor<BlobAccountOptions> options, Pipelines? pipelines = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        Uploads = Open(options.Get(UploadsName), pipelines);
        Media = Open(options.Get(MediaName), pipelines);
    }

    /// <summary>Holds <see cref="BlobContainers.InUploads"/>.</summary>
    public BlobServiceClient Uploads { get; }

    /// <summary>Holds <see cref="BlobContainers.InMedia"/>.</summary>
    public BlobServiceClient Media { get; }

    /// <summary>A container in the account that holds it.</summary>
    /// <param name="name">One of <see cref="BlobContainers"/>.</param>
    public BlobContainerClient Container(string name)
    {
        if (BlobContainers.InMedia.Contains(name))
            return Media.GetBlobContainerClient(name);
        if (BlobContainers.InUploads.Contains(name))
            return Uploads.GetBlobContainerClient(name);
        throw new ArgumentOutOfRangeException(nameof(name), name, "not a container of this application");
    }

    /// <summary>Whether an account is one for development: on this machine, where the application makes its own containers.</summary>
    internal static bool IsDevelopment(BlobServiceClient account) => account.Uri.IsLoopback;

    private static BlobServiceClient Open(BlobAccountOptions options, Pipelines? pipelines)
    {
        var client = new BlobClientOptions();
        client.Retry.MaxRetries = 5;
        client.Retry.NetworkTimeout = pipelines?.BlobTimeout ?? TimeSpan.FromMinutes(2);
        if (pipelines is not null)
            client.AddPolicy(new ResilientStoragePolicy(pipelines.Blobs), HttpPipelinePosition.PerRetry);
        if (!string.IsNullOrWhiteSpace(options.ConnectionString))
            return new BlobServiceClient(options.ConnectionString, client);
        var credential = new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = options.ClientId });
        return new BlobServiceClient(options.BlobServiceUri, credential, client);
    }
}
