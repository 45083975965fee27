using Spotify.Core.Ingestion;

namespace Spotify.Functions.Ingestion;

/// <summary>The body of <c>POST /v1/labels/{label}/deliveries</c>.</summary>
/// <param name="Files">What is to be uploaded.</param>
public sealed record OpenDeliveryBody(IReadOnlyList<DeliveryFile> Files);

/// <summary>A delivery that a label may upload to.</summary>
/// <param name="Batch">The batch.</param>
/// <param name="ExpiresAt">When the addresses end.</param>
/// <param name="Uploads">One address for each file, in the order of the request.</param>
public sealed record OpenedDelivery(string Batch, DateTimeOffset ExpiresAt, IReadOnlyList<UploadAddress> Uploads);

/// <summary>Where one file goes.</summary>
/// <param name="Name">The file.</param>
/// <param name="Url">Creates and writes that one blob; put the file there as a block blob.</param>
public sealed record UploadAddress(string Name, Uri Url);

/// <summary>How a batch is getting on.</summary>
/// <param name="Batch">The batch.</param>
/// <param name="Status">Where it is.</param>
/// <param name="CreatedAt">When it was opened or first seen.</param>
/// <param name="Upc">The release's UPC, once its manifest is read.</param>
/// <param name="Title">The release's title, once its manifest is read.</param>
/// <param name="Files">What the label said that it would upload.</param>
/// <param name="Tracks">Its tracks, once the manifest is read.</param>
/// <param name="Acknowledgement">The answer, once there is one.</param>
public sealed record DeliveryProgress(
    string Batch,
    DeliveryState Status,
    DateTimeOffset CreatedAt,
    string? Upc,
    string? Title,
    IReadOnlyList<string> Files,
    IReadOnlyList<TrackProgress> Tracks,
    Acknowledgement? Acknowledgement);

/// <summary>How a track is getting on.</summary>
/// <param name="File">Its file.</param>
/// <param name="Isrc">Its ISRC.</param>
/// <param name="Title">Its title.</param>
/// <param name="Track">The id it has, or will have, in the catalogue.</param>
/// <param name="Stage">Where it is.</param>
/// <param name="Reasons">Why it is refused, where it is.</param>
public sealed record TrackProgress(string File, string Isrc, string Title, string Track, TrackStage Stage, IReadOnlyList<Reason> Reasons);

/// <summary>A page of a label's batches.</summary>
/// <param name="Items">The batches, newest first.</param>
/// <param name="Next">What to give as <c>after</c> for the next page; null on the last.</param>
public sealed record DeliveryPage(IReadOnlyList<DeliverySummary> Items, string? Next);

/// <summary>A batch in a list.</summary>
/// <param name="Batch">The batch.</param>
/// <param name="Status">Where it is.</param>
/// <param name="CreatedAt">When it was opened or first seen.</param>
/// <param name="Upc">The release's UPC, once its manifest is read.</param>
/// <param name="Title">The release's title, once its manifest is read.</param>
public sealed record DeliverySummary(string Batch, DeliveryState Status, DateTimeOffset CreatedAt, string? Upc, string? Title);
