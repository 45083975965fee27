namespace Spotify.Core.Ingestion;

/// <summary>Where a delivery's blobs are.</summary>
public static class DeliveryPath
{
    /// <summary>Whether a text may name a label or a batch: 1 to 64 letters, digits, hyphens and underscores, beginning with a letter or digit.</summary>
    public static bool IsName(string? text) =>
        text is { Length: > 0 and <= 64 } && char.IsAsciiLetterOrDigit(text[0]) && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');

    /// <summary>A delivered file in the container <c>deliveries</c>.</summary>
    public static string FileBlob(string label, string batch, string file) => $"{label}/{batch}/{file}";

    /// <summary>A batch's answer in the container <c>acknowledgements</c>.</summary>
    public static string AcknowledgementBlob(string label, string batch) => $"{label}/{batch}.json";
}
