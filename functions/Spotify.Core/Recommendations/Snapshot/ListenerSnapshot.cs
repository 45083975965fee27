using Spotify.Core.Playback;
using Spotify.Core.Recommendations.Lists;
using Spotify.Core.Telemetry;

namespace Spotify.Core.Recommendations.Snapshot;

/// <summary>All that a weekly run knows of one listener.</summary>
public sealed record ListenerSnapshot
{
    /// <summary>Who it is: a pseudonym of the run's week, which only the listener's own key leads to.</summary>
    public required UInt128 Listener { get; init; }

    /// <summary>What he thinks of tracks, in the order of their keys.</summary>
    public IReadOnlyList<TasteEntry> Tastes { get; init; } = [];

    /// <summary>Every track that he ever heard, in the order of their keys.</summary>
    public IReadOnlyList<TrackKey> Heard { get; init; } = [];

    /// <summary>Those of them that he first heard in the week that is held out of learning, and liked: what a model is to find. In the order of their keys.</summary>
    public IReadOnlyList<TrackKey> FirstHeard { get; init; } = [];

    /// <summary>Ids of artists whom he follows, in order.</summary>
    public IReadOnlyList<string> Follows { get; init; } = [];

    /// <summary>Ids of artists whom he never wants, in order.</summary>
    public IReadOnlyList<string> BlockedArtists { get; init; } = [];

    /// <summary>Tracks that he never wants, in the order of their keys.</summary>
    public IReadOnlyList<TrackKey> BlockedTracks { get; init; } = [];

    /// <summary>What he put on playlists up to the week that is held out of learning, and left there; in order.</summary>
    public IReadOnlyList<PlaylistEntry> Playlists { get; init; } = [];

    /// <summary>What came of exploration slots of his last list: those of them that he played; in the order of the tracks' keys.</summary>
    public IReadOnlyList<ExploredPlay> Explored { get; init; } = [];

    /// <summary>What his friends like and played of late, in the order of keys.</summary>
    public IReadOnlyList<TrackKey> Friends { get; init; } = [];

    /// <summary>ISO 3166-1 alpha-2; empty where it is unknown.</summary>
    public string Country { get; init; } = "";

    /// <summary>His tier.</summary>
    public Tier Tier { get; init; }

    /// <summary>Whether he wants no explicit content.</summary>
    public bool FiltersExplicit { get; init; }

    /// <summary>As lists would have wanted it before the week that is held out of learning: what is to be found is unknown.</summary>
    public ListenerTaste ToTasteBefore()
    {
        var found = FirstHeard.ToHashSet();
        return ToTaste() with
        {
            Heard = Heard.Where(track => !found.Contains(track)).ToHashSet(),
            Engagement = Tastes.Where(entry => !found.Contains(entry.Track)).ToDictionary(entry => entry.Track, entry => (double)entry.Before),
        };
    }

    /// <summary>The same as lists want it.</summary>
    public ListenerTaste ToTaste() => new()
    {
        Listener = Listener,
        Heard = Heard.ToHashSet(),
        Engagement = Tastes.ToDictionary(entry => entry.Track, entry => (double)entry.Now),
        FollowedArtists = Follows.ToHashSet(StringComparer.Ordinal),
        BlockedArtists = BlockedArtists.ToHashSet(StringComparer.Ordinal),
        BlockedTracks = BlockedTracks.ToHashSet(),
        AllowsExplicit = !FiltersExplicit,
        Country = Country,
        Tier = Tier,
    };
}
