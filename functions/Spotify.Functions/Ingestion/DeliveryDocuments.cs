using System.Text.Json.Serialization;
using Spotify.Core.Catalog;
using Spotify.Core.Ingestion;
using Spotify.Core.Ingestion.Ddex;

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

    /// <summary>Whether it is a batch of DDEX messages, whose releases have documents of their own.</summary>
    public bool IsBatch { get; init; }

    /// <summary>How far its releases and tracks came; null until it is answered.</summary>
    public DeliveryCounts? Counts { get; init; }

    /// <summary>What is wrong with a batch of DDEX messages as a whole.</summary>
    public IReadOnlyList<Reason> Reasons { get; init; } = [];
}

/// <summary>A release of a batch of DDEX messages (id <c>{run of the batch}-release-{derived from its message's blob}</c>).</summary>
internal sealed record BatchReleaseDocument
{
    public string Type { get; init; } = "batch_release";

    public int Version { get; init; } = 1;

    /// <summary>Its place among the releases of the batch, from 0.</summary>
    public required int Index { get; init; }

    public required string Folder { get; init; }

    /// <summary>The message's blob.</summary>
    public required string Message { get; init; }

    /// <summary>The release's own run, the latest where it was run again.</summary>
    public required string Run { get; init; }

    /// <summary>What its sender calls the message, once read.</summary>
    public string? MessageId { get; init; }

    public required DeliveryState State { get; init; }

    /// <summary>The message's title, once read.</summary>
    public string? Title { get; init; }

    /// <summary>The message's UPC, once read.</summary>
    public string? Upc { get; init; }

    /// <summary>What the label is told of it, once it has ended.</summary>
    public BatchRelease? Answer { get; init; }
}

/// <summary>What a label has told us in <c>release.json</c> or a DDEX message, as it was read; the hashes of all files are known.</summary>
/// <param name="Manifest">A release, new or changed; null where the message is not valid or withdraws one.</param>
/// <param name="Reasons">What is wrong with the message.</param>
/// <param name="Purge">A release to withdraw.</param>
internal sealed record DeliveredMessage(ReleaseManifest? Manifest, IReadOnlyList<Reason> Reasons, PurgeRelease? Purge = null)
{
    /// <summary>Where it comes from; null for <c>release.json</c>, and where the message is not valid.</summary>
    [JsonIgnore]
    public MessageHeader? Header => Manifest?.Message ?? Purge?.Header;

    /// <summary>What the release's ids are derived from; null where it is not known.</summary>
    [JsonIgnore]
    public string? Key => Manifest?.Release.Key ?? Purge?.Icpn ?? Purge?.Grid;
}

/// <summary>A run's manifest (id <c>{run}-manifest</c>), kept so that every step of the run reads the same one.</summary>
internal sealed record ManifestDocument
{
    public string Type { get; init; } = "manifest";

    public int Version { get; init; } = 1;

    /// <summary>SHA-256 of the file, lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>A <see cref="DeliveredMessage"/> where <see cref="IsRead"/>, otherwise a <c>release.json</c>; compressed.</summary>
    public required byte[] Gzip { get; init; }

    /// <summary>Whether what is kept is what was read of the file; documents of earlier versions keep the file itself.</summary>
    public bool IsRead { get; init; }
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

/// <summary>The part of a <see cref="TrackDocument"/> that tells where the track is.</summary>
internal sealed record TrackStageDocument
{
    public required TrackStage Stage { get; init; }
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

/// <summary>Which delivery a label's release comes from as it is now (id: its UPC, or its GRid where it has none; partition: label and <c>_releases</c>).</summary>
internal sealed record ReleaseDocument
{
    public string Type { get; init; } = "release";

    public int Version { get; init; } = 1;

    public required string Batch { get; init; }

    public required string ContentHash { get; init; }

    public required string ReleaseVersion { get; init; }

    /// <summary>Whether all its tracks were accepted.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>The DDEX message that holds; null where the release came as <c>release.json</c>.</summary>
    public MessageOrder? Message { get; init; }

    /// <summary>Whether that message withdrew the release.</summary>
    public bool IsWithdrawn { get; init; }

    /// <summary>The release's UPC, where this is a reference by its GRid; null where this is the release itself.</summary>
    public string? Key { get; init; }
}

/// <summary>
/// A label's audio that is stored (id: SHA-256 of the delivered file; partition: label and <c>_audio</c>), and the tracks that use it: the same file on several releases is encoded and
/// kept once, and deleted when the last track has let go of it.
/// </summary>
internal sealed record StoredAudioDocument
{
    public string Type { get; init; } = "stored_audio";

    public int Version { get; init; } = 1;

    /// <summary>The track under whose name the files are stored; null until they are.</summary>
    public string? Holder { get; init; }

    /// <summary>The sound; null until it is stored.</summary>
    public TrackAudio? Audio { get; init; }

    public LoudnessHistogram? Blocks { get; init; }

    public string? Fingerprint { get; init; }

    /// <summary>Who uses it, or is about to.</summary>
    public IReadOnlyList<AudioUse> Uses { get; init; } = [];

    /// <summary>Since when it is being deleted; null while it is not.</summary>
    public DateTimeOffset? DeletingSince { get; init; }
}

/// <summary>A use of stored audio.</summary>
/// <param name="TrackId">The track.</param>
/// <param name="Run">The run that makes, or made, the track use it.</param>
/// <param name="At">Since when.</param>
internal sealed record AudioUse(string TrackId, string Run, DateTimeOffset At);

/// <summary>A label's file by another hash than SHA-256 (id: algorithm and digits; partition: label and <c>_audio</c>), so that it is recognised without being read.</summary>
internal sealed record KnownFileDocument
{
    public string Type { get; init; } = "known_file";

    public int Version { get; init; } = 1;

    public required string Sha256 { get; init; }
}
