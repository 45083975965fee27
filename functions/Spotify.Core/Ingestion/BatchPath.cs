namespace Spotify.Core.Ingestion;

/// <summary>Where a batch of DDEX messages is: a folder for each release, and last the file that says that the batch is complete.</summary>
/// <param name="Label">The label.</param>
/// <param name="Batch">The batch.</param>
/// <param name="File">The file that says so, without its folders.</param>
public sealed record BatchPath(string Label, string Batch, string File)
{
    /// <summary>What the name of that file begins with.</summary>
    public const string Prefix = "BatchComplete_";

    /// <summary>What its name ends with.</summary>
    public const string Suffix = ".xml";

    /// <summary>Whether a file of a batch is the one that says that it is complete.</summary>
    /// <param name="file">The file's name.</param>
    public static bool IsComplete(string? file) =>
        file is not null && file.StartsWith(Prefix, StringComparison.Ordinal) && file.EndsWith(Suffix, StringComparison.Ordinal) && DeliveryFileName.FindFault(file) is null;

    /// <summary>Which batch a blob of the container <c>deliveries</c> completes.</summary>
    /// <param name="blob">The blob's name.</param>
    /// <returns>Null where the name is not <c>label/batch/BatchComplete_*.xml</c> with names as <see cref="DeliveryPath.IsName"/> has them.</returns>
    public static BatchPath? Find(string blob)
    {
        ArgumentNullException.ThrowIfNull(blob);
        return blob.Split('/') is [var label, var batch, var file] && DeliveryPath.IsName(label) && DeliveryPath.IsName(batch) && IsComplete(file)
            ? new BatchPath(label, batch, file)
            : null;
    }
}
