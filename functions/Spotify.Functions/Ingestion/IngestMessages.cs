using Spotify.Core.Ingestion;

namespace Spotify.Functions.Ingestion;

/// <summary>What a run works on: one release.</summary>
/// <param name="Label">The label.</param>
/// <param name="Batch">The batch.</param>
/// <param name="ETag">The version of the manifest that began the run.</param>
/// <param name="Run">The run's name, derived from the manifest's blob and <paramref name="ETag"/>.</param>
/// <param name="Folder">The release's folder in a batch of DDEX messages; null for a delivery that holds one release beside its <c>release.json</c>.</param>
/// <param name="Message">The name of the message's blob; null for <c>release.json</c>.</param>
/// <param name="BatchRun">The run of the whole batch that this one is a part of; null where it is none.</param>
public sealed record IngestInput(string Label, string Batch, string ETag, string Run, string? Folder = null, string? Message = null, string? BatchRun = null)
{
    /// <summary>Whether the whole batch is a test: to be checked and answered, not published.</summary>
    public bool IsTest { get; init; }

    /// <summary>The blob of a file that the manifest names.</summary>
    /// <param name="file">The file as named, found safe.</param>
    public string BlobOf(string file) => DeliveryPath.FileBlob(Label, Batch, Folder is null ? file : $"{Folder}/{file}");
}

/// <summary>A batch of releases to work on.</summary>
/// <param name="Label">The label.</param>
/// <param name="Batch">The batch.</param>
/// <param name="ETag">The version of the file that completed it.</param>
/// <param name="Run">The run's name, derived from that file's blob and <paramref name="ETag"/>.</param>
/// <param name="File">That file.</param>
public sealed record BatchInput(string Label, string Batch, string ETag, string Run, string File);

/// <summary>The plan of a batch.</summary>
/// <param name="IsCurrent">Whether there is anything to do; otherwise the batch has been completed anew, or deleted.</param>
/// <param name="Reasons">What is wrong with the batch as a whole.</param>
/// <param name="Lanes">Releases that may be worked on side by side; within a lane are the messages about one release, the oldest first.</param>
public sealed record BatchPlan(bool IsCurrent, IReadOnlyList<Reason> Reasons, IReadOnlyList<ReleaseLane> Lanes);

/// <summary>Messages about one release.</summary>
/// <param name="Messages">The oldest first.</param>
public sealed record ReleaseLane(IReadOnlyList<IngestInput> Messages);

/// <summary>How a release's run ended.</summary>
/// <param name="Status">How the label is answered.</param>
/// <param name="Replaced">Audio that the release had and has no more.</param>
/// <param name="Begun">When the run began.</param>
public sealed record IngestResult(DeliveryStatus Status, IReadOnlyList<AudioVersion> Replaced, DateTime Begun);

/// <summary>What the label is to be told of a batch.</summary>
/// <param name="Delivery">The batch.</param>
/// <param name="Reasons">What is said of the batch as a whole.</param>
/// <param name="Failed">Releases whose own runs broke off, by the name of the run: what is said of them.</param>
public sealed record BatchAnswerInput(BatchInput Delivery, IReadOnlyList<Reason> Reasons, IReadOnlyDictionary<string, Reason> Failed);

/// <summary>What is to be done after the manifest was read.</summary>
public enum IngestNext
{
    /// <summary>Process the tracks.</summary>
    Process = 0,

    /// <summary>Answer with the reasons; nothing can be published.</summary>
    Refuse = 1,

    /// <summary>Nothing: the same manifest was answered before, or a later one has taken its place.</summary>
    Nothing = 2,

    /// <summary>End the rights of what is published.</summary>
    Withdraw = 3,

    /// <summary>Answer that all is well and that nothing changes.</summary>
    Keep = 4,
}

/// <summary>The plan of a run.</summary>
/// <param name="Next">What is to be done.</param>
/// <param name="Reasons">Why the release is refused, where it is.</param>
/// <param name="Tracks">Places in the manifest of the tracks to process.</param>
/// <param name="Refused">Tracks that are refused already.</param>
/// <param name="HasCover">Whether there is a cover to process.</param>
/// <param name="Replaced">Audio of the release as it is published now that this manifest does not name any more.</param>
public sealed record IngestPlan(
    IngestNext Next,
    IReadOnlyList<Reason> Reasons,
    IReadOnlyList<int> Tracks,
    IReadOnlyList<TrackResult> Refused,
    bool HasCover,
    IReadOnlyList<AudioVersion> Replaced)
{
    /// <summary>When the release comes out; null where it is not worked on.</summary>
    public DateOnly? ReleaseDate { get; init; }

    /// <summary>What the label is told beside the reasons: why nothing changes.</summary>
    public string? Note { get; init; }

    /// <summary>Whether all is to be checked and nothing published.</summary>
    public bool IsTest { get; init; }

    /// <summary>A plan in which no track is processed.</summary>
    /// <param name="next">What is to be done.</param>
    /// <param name="reasons">Why the release is refused, where it is.</param>
    public static IngestPlan Without(IngestNext next, params IReadOnlyList<Reason> reasons) => new(next, reasons, [], [], false, []);
}

/// <summary>A track's sound as it was delivered once.</summary>
/// <param name="TrackId">The track.</param>
/// <param name="SourceSha256">SHA-256 of the delivered file, lower-case hex.</param>
public sealed record AudioVersion(string TrackId, string SourceSha256);

/// <summary>Which track an activity is to process.</summary>
/// <param name="Delivery">The run.</param>
/// <param name="Index">The track's place in the manifest, from 0.</param>
public sealed record TrackInput(IngestInput Delivery, int Index);

/// <summary>How a track ended; what was made of it is in its document.</summary>
/// <param name="Index">The track's place in the manifest, from 0.</param>
/// <param name="Reasons">Why it is refused; empty where it is ready to be published.</param>
public sealed record TrackResult(int Index, IReadOnlyList<Reason> Reasons)
{
    /// <summary>Whether it can be published.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsReady => Reasons.Count == 0;
}

/// <summary>How the cover ended.</summary>
/// <param name="Blob">Its blob in the container <c>images</c>; null where it cannot be used.</param>
/// <param name="Reasons">Why it cannot.</param>
public sealed record CoverResult(string? Blob, IReadOnlyList<Reason> Reasons)
{
    /// <summary>What was taken as it is and should be better next time.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>What is to be published.</summary>
/// <param name="Delivery">The run.</param>
/// <param name="Tracks">Places in the manifest of the tracks that are ready.</param>
/// <param name="CoverBlob">The cover, or null.</param>
public sealed record PublishInput(IngestInput Delivery, IReadOnlyList<int> Tracks, string? CoverBlob);

/// <summary>How publication ended.</summary>
/// <param name="IsPublished">Whether listeners have the release.</param>
/// <param name="Reasons">Why not.</param>
public sealed record PublishResult(bool IsPublished, IReadOnlyList<Reason> Reasons)
{
    /// <summary>What the label is told beside the reasons.</summary>
    public string? Note { get; init; }

    /// <summary>Whether a later message about the release has come between: this one is in order, and changes nothing.</summary>
    public bool IsOvertaken { get; init; }
}

/// <summary>Which tracks' files are to go.</summary>
/// <param name="Delivery">The run.</param>
/// <param name="Tracks">Places in the manifest.</param>
public sealed record DiscardInput(IngestInput Delivery, IReadOnlyList<int> Tracks);

/// <summary>Which files of earlier versions of a release are to go.</summary>
/// <param name="Audio">The sound.</param>
/// <param name="WrittenBefore">When the run began; what was written later is another run's, which may be about to publish it.</param>
/// <param name="Label">The label; null in runs that began before its audio could be shared between tracks.</param>
public sealed record ReplacedAudioInput(IReadOnlyList<AudioVersion> Audio, DateTime WrittenBefore, string? Label = null);

/// <summary>What the label is to be told.</summary>
/// <param name="Delivery">The run.</param>
/// <param name="IsPublished">Whether the release was published, or would have been.</param>
/// <param name="Reasons">What is said of the release.</param>
/// <param name="Tracks">How each track ended; empty where the manifest was not valid.</param>
public sealed record AcknowledgeInput(IngestInput Delivery, bool IsPublished, IReadOnlyList<Reason> Reasons, IReadOnlyList<TrackResult> Tracks)
{
    /// <summary>What is said of the release besides, and changes nothing.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What the label is told beside the reasons.</summary>
    public string? Note { get; init; }

    /// <summary>Whether all was checked and nothing published, as the message asks.</summary>
    public bool IsTest { get; init; }
}
