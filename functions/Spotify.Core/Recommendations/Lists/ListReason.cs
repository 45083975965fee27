namespace Spotify.Core.Recommendations.Lists;

/// <summary>Why a track is on a list, for the listener to read.</summary>
/// <param name="Kind">What kind of reason it is.</param>
/// <param name="Uri">What it refers to (<c>spotify:artist:...</c>, <c>spotify:track:...</c>); null where it refers to nothing.</param>
/// <param name="Name">The name of that; null where there is none.</param>
public sealed record ListReason(ReasonKind Kind, string? Uri = null, string? Name = null);

/// <summary>Kinds of reasons. Numbers are stored: they do not change.</summary>
public enum ReasonKind
{
    /// <summary>Listeners with a similar taste play it.</summary>
    ListenersAlike = 0,

    /// <summary>Genres, tags and playlists describe it like what the listener plays.</summary>
    DescribedAlike = 1,

    /// <summary>It sounds like what the listener plays.</summary>
    SoundsAlike = 2,

    /// <summary>Many play it in the listener's market now.</summary>
    PopularNow = 3,

    /// <summary>It is new, of an artist that the listener follows.</summary>
    NewFromFollowed = 4,

    /// <summary>It is new, of an artist like those that the listener plays.</summary>
    NewFromAlike = 5,

    /// <summary>The listener played something, which is named.</summary>
    BecauseYouPlayed = 6,

    /// <summary>The listener plays it often.</summary>
    Favourite = 7,

    /// <summary>The listener used to play it and has not for a while.</summary>
    HeardBefore = 8,

    /// <summary>The listener picked its artist or genre, which is named.</summary>
    Picked = 9,

    /// <summary>An editor chose it.</summary>
    Editorial = 10,

    /// <summary>A friend plays it.</summary>
    Friend = 11,

    /// <summary>It fits the tracks of the list that it was added to.</summary>
    FitsPlaylist = 12,

    /// <summary>The listener looked for it, or for its artist, which is named.</summary>
    SearchedFor = 13,

    /// <summary>The listener added something to a playlist, which is named.</summary>
    AddedToPlaylist = 14,

    /// <summary>The radio that it is on plays from what is named.</summary>
    LikeSeed = 15,

    /// <summary>It is new; of the listener nothing is known.</summary>
    NewRelease = 16,
}
