using System.Text.Json;
using System.Text.Json.Serialization;

namespace Spotify.Core.Ingestion;

/// <summary>Why a release or one of its tracks was refused, or what is wrong with it: the closed list of CONTRACTS. JSON: upper snake case.</summary>
[JsonConverter(typeof(ReasonCodeConverter))]
public enum ReasonCode
{
    /// <summary>The file has no bytes.</summary>
    EmptyFile = 0,

    /// <summary>The file ends early, or cannot be decoded to its end.</summary>
    Truncated = 1,

    /// <summary>The file is not in an audio format that is accepted.</summary>
    NotAudio = 2,

    /// <summary>The file holds no samples, or nothing but digital silence.</summary>
    NoAudio = 3,

    /// <summary>The file's SHA-256 is not the one that the manifest names.</summary>
    HashMismatch = 4,

    /// <summary>The manifest names a file that was not uploaded.</summary>
    FileMissing = 5,

    /// <summary>The audio is longer than is accepted.</summary>
    TooLong = 6,

    /// <summary>The file is larger than is accepted.</summary>
    TooLarge = 7,

    /// <summary>The file's name is not a plain file name.</summary>
    UnsafeName = 8,

    /// <summary>The manifest cannot be read, or says what it may not say.</summary>
    InvalidManifest = 9,

    /// <summary>The very same release was delivered before in another batch.</summary>
    DuplicateDelivery = 10,

    /// <summary>Another track of this batch has the same bytes.</summary>
    DuplicateAudio = 11,

    /// <summary>The ISRC or UPC belongs to another label.</summary>
    IsrcConflict = 12,

    /// <summary>No right permits anything.</summary>
    NoDeal = 13,

    /// <summary>The resource is of a kind that this service does not carry.</summary>
    UnsupportedResource = 14,

    /// <summary>The cover cannot be used; the release goes without.</summary>
    CoverUnusable = 15,

    /// <summary>The service could not process it, after every retry; delivering it again may help.</summary>
    ProcessingFailed = 16,
}

/// <summary>The names of <see cref="ReasonCode"/>.</summary>
public static class ReasonCodeNames
{
    /// <summary>A code as CONTRACTS writes it, such as <c>NOT_AUDIO</c>.</summary>
    /// <param name="code">The code.</param>
    public static string WireName(this ReasonCode code) => JsonNamingPolicy.SnakeCaseUpper.ConvertName(code.ToString());
}

/// <summary>Writes <see cref="ReasonCode"/> as CONTRACTS does.</summary>
internal sealed class ReasonCodeConverter() : JsonStringEnumConverter<ReasonCode>(JsonNamingPolicy.SnakeCaseUpper, allowIntegerValues: false);
