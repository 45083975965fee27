using System.Globalization;

namespace Spotify.Core.Catalog;

/// <summary>A cover in one of the sizes that it is stored in.</summary>
/// <param name="Blob">Its name in the container <c>images</c>.</param>
/// <param name="Size">Width and height in pixels; null where the name does not say.</param>
public sealed record CoverImage(string Blob, int? Size)
{
    /// <summary>The sizes that every cover is stored in, pixels, largest first: clients take the first as the best.</summary>
    public static IReadOnlyList<int> Sizes { get; } = [640, 300, 64];

    /// <summary>The blob of a size.</summary>
    /// <param name="prefix">What the names of all sizes begin with.</param>
    /// <param name="size">One of <see cref="Sizes"/>.</param>
    public static string BlobOf(string prefix, int size) => string.Create(CultureInfo.InvariantCulture, $"{prefix}/{size}.jpg");

    /// <summary>The sizes of a cover, widest first.</summary>
    /// <param name="blob">The blob that a release names: the largest size, or an image of some other kind, which is there in its own size alone.</param>
    public static IReadOnlyList<CoverImage> Of(string? blob)
    {
        if (blob is null)
            return [];
        var largest = BlobOf("", Sizes[0]);
        if (!blob.EndsWith(largest, StringComparison.Ordinal))
            return [new CoverImage(blob, null)];
        var prefix = blob[..^largest.Length];
        return [.. Sizes.Select(size => new CoverImage(BlobOf(prefix, size), size))];
    }
}
