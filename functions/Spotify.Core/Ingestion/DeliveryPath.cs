namespace Spotify.Core.Ingestion;

/// <summary>Where a delivery's blobs are.</summary>
public static class DeliveryPath
{
    /// <summary>Whether a text may name a label or a batch: 1 to 64 letters, digits, hyphens and underscores, beginning with a letter or digit.</summary>
    public static bool IsName(string? text) =>
        text is { Length: > 0 and <= 64 } && char.IsAsciiLetterOrDigit(text[0]) && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');

    /// <summary>Whose manifest a blob of the container <c>deliveries</c> is.</summary>
    /// <param name="blob">The blob's name.</param>
    /// <returns>Label and batch, or null where the name is not <c>label/batch/release.json</c> with names as <see cref="IsName"/> has them.</returns>
    public static (string Label, string Batch)? FindDelivery(string blob)
    {
        ArgumentNullException.ThrowIfNull(blob);
        return blob.Split('/') is [var label, var batch, DeliveryFileName.Manifest] && IsName(label) && IsName(batch) ? (label, batch) : null;
    }

    /// <summary>A delivered file in the container <c>deliveries</c>.</summary>
    public static string FileBlob(string label, string batch, string file) => $"{label}/{batch}/{file}";

    /// <summary>A batch's answer in the container <c>acknowledgements</c>.</summary>
    public static string AcknowledgementBlob(string label, string batch) => $"{label}/{batch}.json";
}
