using Spotify.Core.Ingestion.Identity;
using Spotify.Functions.Catalog;

namespace Spotify.Functions.Identity;

/// <summary>A page of a label's flags.</summary>
/// <param name="Items">The flags, the newest first.</param>
/// <param name="Next">What to give as <c>after</c> for the next page; null on the last.</param>
public sealed record FlagPage(IReadOnlyList<FlagView> Items, string? Next);

/// <summary>That the sound of a label's track is known under another ISRC too.</summary>
/// <param name="At">When that was seen.</param>
/// <param name="Track">The label's own track.</param>
/// <param name="Isrc">That track's ISRC.</param>
/// <param name="Likeness"><c>same</c> or <c>likely</c>.</param>
/// <param name="Score">How alike the two are, 0 to 1.</param>
/// <param name="OtherLabel">The label of the other track.</param>
/// <param name="OtherTrack">The other track, where it is the label's own as well; otherwise null.</param>
public sealed record FlagView(DateTimeOffset At, string Track, string Isrc, Likeness Likeness, double Score, string OtherLabel, string? OtherTrack);

/// <summary>The body of <c>POST /v1/identify</c> where it is no recording.</summary>
/// <param name="Fingerprint">The fingerprint, compressed as fpcalc writes it.</param>
/// <param name="DurationMs">How long the recording is, in milliseconds; not needed.</param>
public sealed record IdentifyBody(string Fingerprint, long? DurationMs = null);

/// <summary>What a recording is.</summary>
/// <param name="Track">The track, as the catalogue shows it; null where nothing was found that the caller may see.</param>
/// <param name="OffsetMs">Where in the track the recording begins, in milliseconds; negative where it begins before the track.</param>
/// <param name="Score">How alike the two are, 0.75 to 1.</param>
internal sealed record IdentifyAnswer(TrackView? Track, long? OffsetMs, double? Score)
{
    /// <summary>Nothing was found.</summary>
    public static IdentifyAnswer Nothing { get; } = new(null, null, null);
}
