using System.Text.Json.Serialization;
using Spotify.Core.Playback;

namespace Spotify.Core.Ingestion;

/// <summary>
/// What a label says of a release, in <c>release.json</c> or in a DDEX message, read and found valid. Only <see cref="ManifestParser"/> and <see cref="Ddex.ErnReader"/>
/// make one from outside data.
/// </summary>
/// <param name="Release">The release.</param>
/// <param name="Tracks">Its tracks in the manifest's order, 1 to <see cref="ManifestParser.MaxTracks"/>; places and ISRCs are unique.</param>
/// <param name="Rights">What is permitted, for every track that has no rights of its own. At least one in <c>release.json</c>; none in a message without deals, which takes down.</param>
public sealed record ReleaseManifest(ReleaseEntry Release, IReadOnlyList<TrackEntry> Tracks, IReadOnlyList<RightsGrant> Rights)
{
    /// <summary>The message that said it; null for <c>release.json</c>.</summary>
    public MessageHeader? Message { get; init; }

    /// <summary>The resources that were left out because this service does not carry their kind (video, ringtones): told in the answer, they spoil nothing else.</summary>
    public IReadOnlyList<Reason> Unsupported { get; init; } = [];

    /// <summary>Whether nobody may hear any of it, now or later: at a first delivery nothing can be done with it, afterwards it is a takedown.</summary>
    [JsonIgnore]
    public bool GrantsNothing => Tracks.All(track => (track.Rights ?? Rights).Count == 0);
}

/// <summary>Where a DDEX message comes from.</summary>
/// <param name="MessageId">The sender's id of the message.</param>
/// <param name="CreatedAt">When the sender made it; of two messages about one release the later one counts.</param>
/// <param name="SenderDpid">The sender's DDEX party id: <c>PADPIDA</c>, ten characters, a check character.</param>
/// <param name="RecipientDpid">The recipient's.</param>
/// <param name="IsTest">Whether it is only to be checked and answered.</param>
/// <param name="Standard">The version it is written in, as its namespace names it: <c>ern/43</c>.</param>
public sealed record MessageHeader(string MessageId, DateTimeOffset CreatedAt, string SenderDpid, string RecipientDpid, bool IsTest, string Standard);

/// <summary>Somebody's part in a recording or a release.</summary>
/// <param name="Name">The name as the label wrote it.</param>
/// <param name="Role">In the message's words: <c>MainArtist</c>, <c>FeaturedArtist</c>, <c>Composer</c>, <c>Producer</c> and so on.</param>
public sealed record Credit(string Name, string Role);

/// <summary>The hash that a label gives of a file.</summary>
/// <param name="Algorithm">As the message names it: <c>SHA-256</c>, <c>SHA-1</c>, <c>MD5</c> and so on.</param>
/// <param name="Hex">The hash in lower-case hex.</param>
public sealed record FileHash(string Algorithm, string Hex);

/// <summary>The release itself.</summary>
public sealed record ReleaseEntry
{
    /// <summary>UPC, EAN or ICPN: 12 to 14 digits with a right check digit. Empty where a message names the release by its GRid alone.</summary>
    public required string Upc { get; init; }

    /// <summary>As the label wrote it.</summary>
    public required string Title { get; init; }

    /// <summary><c>album</c>, <c>single</c>, <c>ep</c> or <c>compilation</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Names in billing order, at least one.</summary>
    public required IReadOnlyList<string> Artists { get; init; }

    /// <summary>The release's own date.</summary>
    public required DateOnly ReleaseDate { get; init; }

    /// <summary>As the label names them.</summary>
    public IReadOnlyList<string> Genres { get; init; } = [];

    /// <summary>The sound recording's copyright line.</summary>
    public string PLine { get; init; } = "";

    /// <summary>The release's copyright line.</summary>
    public string CLine { get; init; } = "";

    /// <summary>The cover's file as named, safe or not; null for none.</summary>
    public string? Cover { get; init; }

    /// <summary>Global Release Identifier (ISO 7064 check character at its end), 18 characters without hyphens; null where there is none.</summary>
    public string? Grid { get; init; }

    /// <summary>The label as listeners know it, or null.</summary>
    public string? LabelName { get; init; }

    /// <summary>What tells this version from others of its title (<c>Deluxe Edition</c>), or null.</summary>
    public string? Version { get; init; }

    /// <summary>Who made it.</summary>
    public IReadOnlyList<Credit> Credits { get; init; } = [];

    /// <summary>What the release's ids are derived from: its UPC, or its GRid where it has none.</summary>
    [JsonIgnore]
    public string Key => Upc.Length > 0 ? Upc : Grid ?? "";
}

/// <summary>One track.</summary>
public sealed record TrackEntry
{
    /// <summary>
    /// Its file as named, safe or not: ask <see cref="DeliveryFileName"/> before using it. Empty in a DDEX message that brings no audio for it, because it was delivered before.
    /// </summary>
    public required string File { get; init; }

    /// <summary>SHA-256 of the file, lower-case hex. Empty where a message gives none, until the file itself has been read.</summary>
    public required string Sha256 { get; init; }

    /// <summary>12 characters, upper case, no hyphens.</summary>
    public required string Isrc { get; init; }

    /// <summary>As the label wrote it.</summary>
    public required string Title { get; init; }

    /// <summary>Names in billing order, at least one.</summary>
    public required IReadOnlyList<string> Artists { get; init; }

    /// <summary>Disc, from 1.</summary>
    public int Disc { get; init; } = 1;

    /// <summary>Place on its disc, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>Carries a parental warning.</summary>
    public bool Explicit { get; init; }

    /// <summary>ISO 639-1 language of the lyrics, or null.</summary>
    public string? Language { get; init; }

    /// <summary>What tells this version from others of its title (<c>Live</c>), or null.</summary>
    public string? Version { get; init; }

    /// <summary>The recording's own copyright line; empty where only the release has one.</summary>
    public string PLine { get; init; } = "";

    /// <summary>The track's own copyright line; empty where only the release has one.</summary>
    public string CLine { get; init; } = "";

    /// <summary>Who made it.</summary>
    public IReadOnlyList<Credit> Credits { get; init; } = [];

    /// <summary>What is permitted for this track; null for what is permitted for the release.</summary>
    public IReadOnlyList<RightsGrant>? Rights { get; init; }

    /// <summary>The hash that a message gives of the file, of whatever kind; null where it gives none.</summary>
    public FileHash? Hash { get; init; }

    /// <summary>Its length as the label says it, or null.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>What the message calls the recording (<c>A1</c>), or null.</summary>
    public string? ResourceReference { get; init; }
}

/// <summary>A manifest, or all that is wrong with it.</summary>
/// <param name="Manifest">The manifest where nothing is wrong.</param>
/// <param name="Reasons">Everything that is wrong; empty where nothing is.</param>
public sealed record ManifestResult(ReleaseManifest? Manifest, IReadOnlyList<Reason> Reasons);
