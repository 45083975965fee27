namespace Spotify.Core.Search;

/// <summary>What can be searched for.</summary>
public enum SearchKind
{
    /// <summary>A recording on a release.</summary>
    Track = 0,

    /// <summary>A release.</summary>
    Album = 1,

    /// <summary>Who made it.</summary>
    Artist = 2,

    /// <summary>A listener's or an editor's list.</summary>
    Playlist = 3,

    /// <summary>A podcast.</summary>
    Show = 4,

    /// <summary>A part of a podcast.</summary>
    Episode = 5,

    /// <summary>A book that is read aloud.</summary>
    Audiobook = 6,
}

/// <summary>The names of kinds as the Web API writes them.</summary>
public static class SearchKinds
{
    private static readonly string[] Names = ["track", "album", "artist", "playlist", "show", "episode", "audiobook"];

    /// <summary>All kinds, in the order of their numbers.</summary>
    public static IReadOnlyList<SearchKind> All { get; } = Enum.GetValues<SearchKind>();

    /// <summary>The kind's name: <c>track</c> and so on.</summary>
    public static string NameOf(this SearchKind kind) => Names[(int)kind];

    /// <summary>The kind of a name.</summary>
    /// <param name="name">Such as <c>track</c>; another case will not do.</param>
    /// <param name="kind">The kind.</param>
    /// <returns>False for a name that is none.</returns>
    public static bool TryParse(ReadOnlySpan<char> name, out SearchKind kind)
    {
        for (var i = 0; i < Names.Length; i++)
        {
            if (name.SequenceEqual(Names[i]))
            {
                kind = (SearchKind)i;
                return true;
            }
        }

        kind = default;
        return false;
    }
}
