using System.Diagnostics.CodeAnalysis;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Spotify.EmbeddedRuntime.Hosting;

namespace Spotify.EmbeddedRuntime.Blobs;

/// <summary>Opens one version of a blob as the value of a parameter.</summary>
/// <exception cref="RequestFailedException">Among others 404 when the blob is gone and 412 when it has another version by now.</exception>
internal delegate Task<object> BlobOpener(BlobContainerClient container, string blob, ETag version, CancellationToken cancellationToken);

/// <summary>A function with a blob trigger, its attribute resolved.</summary>
/// <param name="Function">The function.</param>
/// <param name="ConnectionString">The account it watches.</param>
/// <param name="Path">The blobs it watches.</param>
/// <param name="OpenAsync">Makes the value of its parameter.</param>
internal sealed record BlobFunction(FunctionDescriptor Function, string ConnectionString, BlobPathPattern Path, BlobOpener OpenAsync)
{
    private const string UsualConnection = "AzureWebJobsStorage";

    private static readonly Dictionary<Type, BlobOpener> Openers = new()
    {
        [typeof(Stream)] = async (container, blob, version, cancellationToken) =>
            await container.GetBlobClient(blob).OpenReadAsync(new BlobOpenReadOptions(allowModifications: false) { Conditions = IfStill(version) }, cancellationToken),
        [typeof(string)] = async (container, blob, version, cancellationToken) => (await DownloadAsync(container, blob, version, cancellationToken)).ToString(),
        [typeof(byte[])] = async (container, blob, version, cancellationToken) => (await DownloadAsync(container, blob, version, cancellationToken)).ToArray(),
        [typeof(BlobClient)] = (container, blob, version, cancellationToken) => CheckedAsync(container.GetBlobClient(blob), version, cancellationToken),
        [typeof(BlobBaseClient)] = (container, blob, version, cancellationToken) => CheckedAsync(container.GetBlobBaseClient(blob), version, cancellationToken),
        [typeof(BlockBlobClient)] = (container, blob, version, cancellationToken) => CheckedAsync(container.GetBlockBlobClient(blob), version, cancellationToken),
    };

    /// <summary>Resolves a trigger.</summary>
    /// <param name="function">The function.</param>
    /// <param name="trigger">Its attribute.</param>
    /// <param name="settings">Resolves <c>%NAME%</c>.</param>
    /// <param name="configuration">Holds the connection.</param>
    /// <param name="result">The function, when nothing is wrong.</param>
    /// <param name="problem">What is wrong otherwise.</param>
    public static bool TryResolve(
        FunctionDescriptor function, BlobTriggerAttribute trigger, ISettingResolver settings, IConfiguration configuration,
        [NotNullWhen(true)] out BlobFunction? result, [NotNullWhen(false)] out string? problem)
    {
        (result, problem) = (null, null);
        var connection = string.IsNullOrEmpty(trigger.Connection) ? UsualConnection : trigger.Connection;
        if (!Openers.TryGetValue(function.TriggerParameter.ParameterType, out var opener))
        {
            problem = $"its blob trigger cannot fill a {function.TriggerParameter.ParameterType}: use one of {string.Join(", ", Openers.Keys.Select(type => type.Name))}.";
        }
        else if (!BlobPathPattern.TryParse(settings.Resolve(trigger.BlobPath), out var path, out problem))
        {
            problem = $"the path of its blob trigger, {problem}";
        }
        else if (configuration[connection] is not { Length: > 0 } text)
        {
            problem = $"the setting '{connection}' is missing: set it to the connection string of a storage account, or 'UseDevelopmentStorage=true'.";
        }
        else if (!StorageAccount.TryParse(text, out _, out problem))
        {
            problem = $"the setting '{connection}' is no connection string of a storage account: {problem}";
        }
        else
        {
            result = new BlobFunction(function, text, path, opener);
            return true;
        }

        problem = $"Function '{function.Name}': {problem}";
        return false;
    }

    private static BlobRequestConditions IfStill(ETag version) => new() { IfMatch = version };

    private static async Task<BinaryData> DownloadAsync(BlobContainerClient container, string blob, ETag version, CancellationToken cancellationToken)
    {
        var answer = await container.GetBlobClient(blob).DownloadContentAsync(new BlobDownloadOptions { Conditions = IfStill(version) }, cancellationToken);
        return answer.Value.Content;
    }

    private static async Task<object> CheckedAsync(BlobBaseClient client, ETag version, CancellationToken cancellationToken)
    {
        await client.GetPropertiesAsync(IfStill(version), cancellationToken);
        return client;
    }
}
