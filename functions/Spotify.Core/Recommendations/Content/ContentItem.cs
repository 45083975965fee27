namespace Spotify.Core.Recommendations.Content;

/// <summary>How a track (or an artist) is described. Everything may be empty.</summary>
public sealed record ContentItem
{
    /// <summary>Its title.</summary>
    public string Title { get; init; } = "";

    /// <summary>Its artists' ids.</summary>
    public IReadOnlyList<string> Artists { get; init; } = [];

    /// <summary>Its genres.</summary>
    public IReadOnlyList<string> Genres { get; init; } = [];

    /// <summary>Tags, with how often each was given.</summary>
    public IReadOnlyList<ContentTag> Tags { get; init; } = [];

    /// <summary>The playlists that it is in: their ids tie it to what stands beside it, their names say what it is for.</summary>
    public IReadOnlyList<ContentPlaylist> Playlists { get; init; } = [];
}

/// <summary>A tag.</summary>
/// <param name="Name">Its words; they are one term.</param>
/// <param name="Count">How often it was given, 1 or more.</param>
public sealed record ContentTag(string Name, int Count = 1);

/// <summary>A playlist.</summary>
/// <param name="Id">Which it is.</param>
/// <param name="Name">Its name.</param>
public sealed record ContentPlaylist(string Id, string Name);
