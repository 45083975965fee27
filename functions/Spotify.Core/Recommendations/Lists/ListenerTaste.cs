using Spotify.Core.Playback;
using Spotify.Core.Telemetry;

namespace Spotify.Core.Recommendations.Lists;

/// <summary>What lists need to know of a listener.</summary>
public sealed record ListenerTaste
{
    /// <summary>Whose random numbers are drawn: the listener's pseudonym as a number. The same key and seed give the same lists.</summary>
    public required UInt128 Listener { get; init; }

    /// <summary>Every track that was ever heard.</summary>
    public IReadOnlySet<TrackKey> Heard { get; init; } = new HashSet<TrackKey>();

    /// <summary>Engagement by track (<see cref="Telemetry.Taste.Engagement.ByTrack"/>); below 0 where a track was mostly skipped.</summary>
    public IReadOnlyDictionary<TrackKey, double> Engagement { get; init; } = new Dictionary<TrackKey, double>();

    /// <summary>Ids of artists that the listener follows.</summary>
    public IReadOnlySet<string> FollowedArtists { get; init; } = new HashSet<string>();

    /// <summary>Ids of artists that the listener never wants.</summary>
    public IReadOnlySet<string> BlockedArtists { get; init; } = new HashSet<string>();

    /// <summary>Tracks that the listener never wants.</summary>
    public IReadOnlySet<TrackKey> BlockedTracks { get; init; } = new HashSet<TrackKey>();

    /// <summary>Whether tracks with a parental warning may come.</summary>
    public bool AllowsExplicit { get; init; } = true;

    /// <summary>ISO 3166-1 alpha-2; empty where it is unknown, where nothing is licensed.</summary>
    public string Country { get; init; } = "";

    /// <summary>The listener's tier.</summary>
    public Tier Tier { get; init; }

    /// <summary>Whether a track may be put before this listener: licensed, with an artist, nothing blocked, no warning that is not wanted.</summary>
    public bool Admits(Candidate candidate)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        return candidate.Licensed && candidate.Artists.Count > 0 && (AllowsExplicit || !candidate.Explicit) && !BlockedTracks.Contains(candidate.Track)
            && !candidate.Artists.Any(BlockedArtists.Contains);
    }

    /// <summary>Whether the listener has heard a track, or started it and has engagement with it.</summary>
    public bool Knows(TrackKey track) => Heard.Contains(track) || Engagement.ContainsKey(track);
}
