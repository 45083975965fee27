using Spotify.Core.Catalog;
using Spotify.Core.Ingestion;

namespace Spotify.Functions.Ingestion;

/// <summary>Where a delivery is. JSON: snake case.</summary>
public enum DeliveryState
{
    /// <summary>Its manifest has not been uploaded, or not been noticed.</summary>
    AwaitingUpload = 0,

    /// <summary>It is being worked on.</summary>
    Processing = 1,

    /// <summary>Answered: all was published.</summary>
    Accepted = 2,

    /// <summary>Answered: published without some tracks.</summary>
    PartlyAccepted = 3,

    /// <summary>Answered: nothing was published.</summary>
    Rejected = 4,
}

/// <summary>Where one track is. JSON: snake case.</summary>
public enum TrackStage
{
    /// <summary>It waits for its turn.</summary>
    Queued = 0,

    /// <summary>Its file is fetched and its hash checked.</summary>
    Downloading = 1,

    /// <summary>It is probed, measured, fingerprinted and encoded.</summary>
    Encoding = 2,

    /// <summary>Its renditions are stored.</summary>
    Storing = 3,

    /// <summary>All of it is done but for the publication of the release.</summary>
    Ready = 4,

    /// <summary>Listeners can have it.</summary>
    Published = 5,

    /// <summary>It is refused, or the release is.</summary>
    Rejected = 6,
}

/// <summary>A batch (id <c>delivery</c>; partition: label and batch), or its line in the label's list (id: the batch; partition: label and <c>_index</c>).</summary>
internal sealed record DeliveryDocument
{
    public string Type { get; init; } = "delivery";

    public int Version { get; init; } = 1;

    public required string Batch { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DeliveryState State { get; init; }

    /// <summary>What the label said that it would upload; empty where it never asked.</summary>
    public IReadOnlyList<DeliveryFile> Files { get; init; } = [];

    /// <summary>The run that counts: that of the latest manifest.</summary>
    public string? Run { get; init; }

    /// <summary>The manifest's title, once read.</summary>
    public string? Title { get; init; }

    /// <summary>The manifest's UPC, once read.</summary>
    public string? Upc { get; init; }
}

/// <summary>A run's manifest (id <c>{run}-manifest</c>), kept so that every step of the run reads the same one.</summary>
internal sealed record ManifestDocument
{
    public string Type { get; init; } = "manifest";

    public int Version { get; init; } = 1;

    /// <summary>SHA-256 of the file, lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The file, compressed.</summary>
    public required byte[] Gzip { get; init; }
}

/// <summary>One track of a run (id <c>{run}-track-{index}</c>): its progress, and in the end what was made of it.</summary>
internal sealed record TrackDocument
{
    public string Type { get; init; } = "delivery_track";

    public int Version { get; init; } = 1;

    public required int Index { get; init; }

    public required string File { get; init; }

    public required string Isrc { get; init; }

    public required string Title { get; init; }

    public required string TrackId { get; init; }

    public required TrackStage Stage { get; init; }

    public IReadOnlyList<Reason> Reasons { get; init; } = [];

    public TrackAudio? Audio { get; init; }

    public LoudnessHistogram? Blocks { get; init; }

    /// <summary>The whole track's Chromaprint fingerprint, compressed as fpcalc writes it.</summary>
    public string? Fingerprint { get; init; }
}

/// <summary>The answer to a batch (id <c>acknowledgement</c>).</summary>
internal sealed record AcknowledgementDocument
{
    public string Type { get; init; } = "acknowledgement";

    public int Version { get; init; } = 1;

    public required string Run { get; init; }

    /// <summary>SHA-256 of the manifest that was answered.</summary>
    public required string ManifestSha256 { get; init; }

    public required Acknowledgement Acknowledgement { get; init; }
}

/// <summary>Which delivery a label's published release came from (id: the UPC; partition: label and <c>_releases</c>).</summary>
internal sealed record ReleaseDocument
{
    public string Type { get; init; } = "release";

    public int Version { get; init; } = 1;

    public required string Batch { get; init; }

    public required string ContentHash { get; init; }

    public required string ReleaseVersion { get; init; }

    /// <summary>Whether all its tracks were accepted.</summary>
    public required bool IsComplete { get; init; }
}
