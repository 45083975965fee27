using System.Text.Json.Serialization;
using Spotify.Core.Ingestion.Ddex;

namespace Spotify.Core.Ingestion;

/// <summary>One thing that is wrong.</summary>
/// <param name="Code">Which kind.</param>
/// <param name="Detail">What exactly, and what to do, for a person to read.</param>
public sealed record Reason(
    // On the property, where it goes before the converters of any options; those of the type come after them.
    [property: JsonConverter(typeof(ReasonCodeConverter))] ReasonCode Code,
    string Detail);

/// <summary>The answer to a batch. JSON: <c>accepted partly_accepted rejected</c>.</summary>
[JsonConverter(typeof(DeliveryStatusConverter))]
public enum DeliveryStatus
{
    /// <summary>Every track was published.</summary>
    Accepted = 0,

    /// <summary>The release was published without the tracks that were refused.</summary>
    PartlyAccepted = 1,

    /// <summary>Nothing was published.</summary>
    Rejected = 2,
}

/// <summary>The answer to one track. JSON: <c>accepted rejected</c>.</summary>
[JsonConverter(typeof(TrackStatusConverter))]
public enum TrackStatus
{
    /// <summary>It is published.</summary>
    Accepted = 0,

    /// <summary>It is not; the reasons say why, or the release's do.</summary>
    Rejected = 1,
}

/// <summary>What a label is told about a batch: the blob <c>acknowledgements/{label}/{batch}.json</c>.</summary>
public sealed record Acknowledgement
{
    /// <summary>The batch.</summary>
    public required string Batch { get; init; }

    /// <summary>How it ended.</summary>
    public required DeliveryStatus Status { get; init; }

    /// <summary>The release as a whole.</summary>
    public required ReleaseAcknowledgement Release { get; init; }

    /// <summary>Its tracks in the manifest's order; empty where the manifest could not be read. Of a batch of several releases, the tracks of all of them.</summary>
    public required IReadOnlyList<TrackAcknowledgement> Tracks { get; init; }

    /// <summary>The releases of a batch of DDEX messages; null where the batch is one release with its <c>release.json</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<BatchRelease>? Releases { get; init; }

    /// <summary>The answer to a batch of DDEX messages, for whoever reads answers to any batch.</summary>
    /// <param name="batch">The batch.</param>
    public static Acknowledgement Create(BatchAcknowledgement batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return new Acknowledgement
        {
            Batch = batch.Batch,
            Status = batch.Status,
            Release = batch.Releases is [{ } only]
                ? new ReleaseAcknowledgement(only.Icpn ?? only.Grid, only.Title, only.Album, [.. batch.Reasons, .. only.Reasons]) { Note = only.Note }
                : new ReleaseAcknowledgement(null, null, null, batch.Reasons),
            Tracks = [.. batch.Releases.SelectMany(release => release.Tracks)],
            Releases = batch.Releases,
        };
    }

    /// <summary>Puts an answer together. A release that was published is accepted when all its tracks are, partly accepted when some are.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="published">Whether the release was published.</param>
    /// <param name="release">The release's own part.</param>
    /// <param name="tracks">Tracks with their reasons; where nothing was published, all of them are rejected.</param>
    public static Acknowledgement Create(string batch, bool published, ReleaseAcknowledgement release, IReadOnlyList<TrackAcknowledgement> tracks)
    {
        var answers = published ? tracks : [.. tracks.Select(track => track with { Status = TrackStatus.Rejected })];
        var status = !published ? DeliveryStatus.Rejected
            : answers.All(track => track.Status == TrackStatus.Accepted) ? DeliveryStatus.Accepted
            : DeliveryStatus.PartlyAccepted;
        return new Acknowledgement { Batch = batch, Status = status, Release = release, Tracks = answers };
    }
}

/// <summary>What is said of the release as a whole.</summary>
/// <param name="Upc">Its UPC; null where the manifest could not be read.</param>
/// <param name="Title">Its title; null where the manifest could not be read.</param>
/// <param name="Album">The id it has in the catalogue; null where the manifest could not be read.</param>
/// <param name="Reasons">Why it was refused, or, on a published release, what was wrong and left out (the cover).</param>
public sealed record ReleaseAcknowledgement(string? Upc, string? Title, string? Album, IReadOnlyList<Reason> Reasons)
{
    /// <summary>What was taken as it is and should be better next time, for a person to read; nothing was refused or left out for it.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What is to be said beside the reasons, such as why an accepted message changes nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Note { get; init; }
}

/// <summary>What is said of one track.</summary>
/// <param name="File">The file as the manifest names it.</param>
/// <param name="Isrc">Its ISRC.</param>
/// <param name="Track">The id it has in the catalogue.</param>
/// <param name="Status">Whether it is published.</param>
/// <param name="Reasons">Why not; empty on an accepted track, and where the release's own reasons are all there is.</param>
public sealed record TrackAcknowledgement(string File, string Isrc, string Track, TrackStatus Status, IReadOnlyList<Reason> Reasons);

/// <summary>Writes <see cref="DeliveryStatus"/> as CONTRACTS does.</summary>
internal sealed class DeliveryStatusConverter() : JsonStringEnumConverter<DeliveryStatus>(System.Text.Json.JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);

/// <summary>Writes <see cref="TrackStatus"/> as CONTRACTS does.</summary>
internal sealed class TrackStatusConverter() : JsonStringEnumConverter<TrackStatus>(System.Text.Json.JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);
