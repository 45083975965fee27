using System.Text.Json;
using System.Text.Json.Serialization;

namespace Spotify.Core.Telemetry.Archive;

/// <summary>
/// What a sealed hour holds: <c>_manifest.json</c> beside its parts. What was received is what is archived, erased, parked and repeated, to the event. A part
/// that is not named here is none.
/// </summary>
public sealed record ArchiveManifest
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
        IndentSize = 1,
        NewLine = "\n",
    };

    /// <summary>The version of this form.</summary>
    public int V { get; init; } = 1;

    /// <summary>The hub.</summary>
    public required string Hub { get; init; }

    /// <summary>The day.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>The hour, 0 to 23.</summary>
    public required int Hour { get; init; }

    /// <summary>How often the hour was sealed: once, and once more each time something came late.</summary>
    public required int Version { get; init; }

    /// <summary>The list of segments that this version was made of.</summary>
    public required string Plan { get; init; }

    /// <summary>When that list was made.</summary>
    public required DateTimeOffset SealedAt { get; init; }

    /// <summary>All that the segments held.</summary>
    public required ArchiveCount Received { get; init; }

    /// <summary>What the parts hold.</summary>
    public required ArchiveCount Archived { get; init; }

    /// <summary>What came again.</summary>
    public required ArchiveCount Repeated { get; init; }

    /// <summary>What was left out because the listener was erased.</summary>
    public required ArchiveCount Erased { get; init; }

    /// <summary>What could not be read and lies among the poison events.</summary>
    public required ArchiveCount Parked { get; init; }

    /// <summary>The parts.</summary>
    public required IReadOnlyList<ArchivePart> Parts { get; init; }

    /// <summary>Who sent it, in the order of the writers' names.</summary>
    public required IReadOnlyList<ArchivedWriter> Writers { get; init; }

    /// <summary>Reads one.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static ArchiveManifest Parse(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<ArchiveManifest>(json, Json) is { V: 1 } manifest
        ? manifest
        : throw new JsonException("The manifest is of a version that is not known.");

    /// <summary>The bytes; the same for the same manifest.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Json);
}

/// <summary>A number of bodies and of the events in them.</summary>
/// <param name="Batches">Bodies of the hub.</param>
/// <param name="Events">Events.</param>
public readonly record struct ArchiveCount(long Batches, long Events)
{
    /// <summary>One body more.</summary>
    public ArchiveCount Plus(long events) => new(Batches + 1, Events + events);

    /// <summary>Both together.</summary>
    public static ArchiveCount operator +(ArchiveCount left, ArchiveCount right) => new(left.Batches + right.Batches, left.Events + right.Events);

    /// <summary>Both together.</summary>
    public static ArchiveCount Add(ArchiveCount left, ArchiveCount right) => left + right;
}

/// <summary>One file of rows.</summary>
/// <param name="Name">Its name within the hour.</param>
/// <param name="Version">The version of the hour that brought it.</param>
/// <param name="Rows">How many events it has.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">The SHA-256 of its bytes, hexadecimal.</param>
public sealed record ArchivePart(string Name, int Version, long Rows, long Bytes, string Sha256);

/// <summary>What an hour holds of one sender.</summary>
/// <param name="Writer">The process, 16 hexadecimal digits; all zeros for bodies without a number.</param>
/// <param name="First">The smallest sequence number.</param>
/// <param name="Last">The largest.</param>
/// <param name="Archived">What the parts hold.</param>
/// <param name="Erased">What was left out because the listener was erased.</param>
/// <param name="Parked">What could not be read.</param>
/// <param name="Gaps">The numbers between the first and the last that did not arrive in this hour: sent in another one, never sent, or lost.</param>
public sealed record ArchivedWriter(string Writer, long First, long Last, ArchiveCount Archived, ArchiveCount Erased, ArchiveCount Parked, IReadOnlyList<SequenceRange> Gaps)
{
    /// <summary>All that arrived, each once.</summary>
    [JsonIgnore]
    public ArchiveCount Arrived => Archived + Erased + Parked;
}
