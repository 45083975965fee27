using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Starts a function once for each version of each blob that matches a path.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class BlobTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>Creates the attribute.</summary>
    /// <param name="blobPath">Container and blob, such as <c>deliveries/{label}/{batch}/release.json</c>; <c>{name}</c> matches any text and can be bound to a
    /// parameter of that name; <c>%NAME%</c> is taken from the settings.</param>
    public BlobTriggerAttribute(string blobPath) => BlobPath = blobPath;

    /// <summary>Container and blob, with <c>{name}</c> where any text may stand.</summary>
    public string BlobPath { get; }

    /// <summary>The setting that holds the connection string of the account; null is <c>AzureWebJobsStorage</c>.</summary>
    public string? Connection { get; set; }

    /// <summary>How the trigger learns of blobs.</summary>
    public BlobTriggerSource Source { get; set; }
}
