namespace Spotify.Core.Search;

/// <summary>Where in an item a word of a query must stand.</summary>
public enum TextField
{
    /// <summary>Anywhere.</summary>
    Any = 0,

    /// <summary>In its name.</summary>
    Name = 1,

    /// <summary>In the names of those who made it.</summary>
    Artist = 2,

    /// <summary>In the name of its album or show.</summary>
    Album = 3,

    /// <summary>In its genres.</summary>
    Genre = 4,
}
