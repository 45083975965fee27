namespace Spotify.Functions.Platform.Blobs;

/// <summary>The blob containers by name; which account holds each is <see cref="BlobAccounts"/>' to say.</summary>
public static class BlobContainers
{
    /// <summary>What labels upload, <c>{label}/{batch}/{file}</c>; in the account <c>Uploads</c>.</summary>
    public const string Deliveries = "deliveries";

    /// <summary>Answers to deliveries, <c>{label}/{batch}.json</c>; in <c>Uploads</c>, apart from the deliveries so that an answer triggers nothing.</summary>
    public const string Acknowledgements = "acknowledgements";

    /// <summary>Renditions that listeners fetch; in <c>Media</c>.</summary>
    public const string Audio = "audio";

    /// <summary>Cover images that listeners fetch; in <c>Media</c>.</summary>
    public const string Images = "images";

    /// <summary>Raw events for the warehouse; in <c>Media</c>.</summary>
    public const string Archive = "archive";

    /// <summary>Royalty statements; in <c>Media</c>.</summary>
    public const string Statements = "statements";

    /// <summary>The containers of the account <c>Uploads</c>.</summary>
    public static IReadOnlyList<string> InUploads { get; } = [Deliveries, Acknowledgements];

    /// <summary>The containers of the account <c>Media</c>.</summary>
    public static IReadOnlyList<string> InMedia { get; } = [Audio, Images, Archive, Statements];
}
