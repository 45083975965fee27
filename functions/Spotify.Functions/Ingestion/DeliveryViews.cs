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
/// <param name="Upc">The release's UPC, once its manifest is read; null for a batch of several releases.</param>
/// <param name="Title">The release's title, once its manifest is read; null for a batch of several releases.</param>
/// <param name="Files">What the label said that it would upload.</param>
/// <param name="Counts">How many releases and tracks are how far.</param>
/// <param name="Releases">The releases of a batch of DDEX messages; empty where the batch is one release with its <c>release.json</c>.</param>
/// <param name="Tracks">The tracks of a batch that is one release with its <c>release.json</c>, once that is read.</param>
/// <param name="Acknowledgement">The answer, once there is one.</param>
public sealed record DeliveryProgress(
    string Batch,
    DeliveryState Status,
    DateTimeOffset CreatedAt,
    string? Upc,
    string? Title,
    IReadOnlyList<string> Files,
    DeliveryCounts Counts,
    IReadOnlyList<ReleaseProgress> Releases,
    IReadOnlyList<TrackProgress> Tracks,
    Acknowledgement? Acknowledgement);

/// <summary>How a release of a batch is getting on.</summary>
/// <param name="Folder">Its folder in the batch.</param>
/// <param name="MessageId">What its sender calls the message, once read.</param>
/// <param name="Status">Where it is.</param>
/// <param name="Upc">Its UPC, or its GRid where it has none, once read.</param>
/// <param name="Title">Its title, once read.</param>
/// <param name="Tracks">Its tracks, once its message is read.</param>
public sealed record ReleaseProgress(string Folder, string? MessageId, DeliveryState Status, string? Upc, string? Title, IReadOnlyList<TrackProgress> Tracks);

/// <summary>How many releases and tracks of a batch are how far.</summary>
/// <param name="Releases">Its releases.</param>
/// <param name="Answered">Those that have ended.</param>
/// <param name="Tracks">Its tracks, as far as its messages are read.</param>
/// <param name="Queued">Tracks that wait.</param>
/// <param name="Downloading">Tracks whose file is being fetched.</param>
/// <param name="Encoding">Tracks that are being encoded.</param>
/// <param name="Storing">Tracks whose renditions are being stored.</param>
/// <param name="Ready">Tracks of which all is done but the publication of their release.</param>
/// <param name="Published">Tracks that listeners can have.</param>
/// <param name="Rejected">Tracks that are refused.</param>
public sealed record DeliveryCounts(int Releases, int Answered, int Tracks, int Queued, int Downloading, int Encoding, int Storing, int Ready, int Published, int Rejected)
{
    /// <summary>Counts.</summary>
    /// <param name="releases">The releases of the batch.</param>
    /// <param name="answered">Those that have ended.</param>
    /// <param name="stages">Where each track is.</param>
    public static DeliveryCounts Of(int releases, int answered, IReadOnlyCollection<TrackStage> stages)
    {
        ArgumentNullException.ThrowIfNull(stages);
        return new DeliveryCounts(
            releases, answered, stages.Count, At(TrackStage.Queued), At(TrackStage.Downloading), At(TrackStage.Encoding), At(TrackStage.Storing), At(TrackStage.Ready),
            At(TrackStage.Published), At(TrackStage.Rejected));

        int At(TrackStage stage) => stages.Count(one => one == stage);
    }
}

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
/// <param name="Upc">The release's UPC, once its manifest is read; null for a batch of several releases.</param>
/// <param name="Title">The release's title, once its manifest is read; null for a batch of several releases.</param>
/// <param name="Counts">How many releases and tracks are how far.</param>
public sealed record DeliverySummary(string Batch, DeliveryState Status, DateTimeOffset CreatedAt, string? Upc, string? Title, DeliveryCounts Counts);
