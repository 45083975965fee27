using System.Text.Json.Serialization;

namespace Spotify.Functions.Catalog;

/// <summary>An artist as the Spotify Web API writes it within a track or an album.</summary>
internal sealed record ArtistView(string Id, string Name, string Type, string Uri);

/// <summary>An image as the Spotify Web API writes it; height and width are null where they are not known.</summary>
internal sealed record ImageView(string Url, int? Height, int? Width);

/// <summary>Why something is not playable: <c>market</c> or <c>product</c>.</summary>
internal sealed record RestrictionsView(string Reason);

/// <summary>A copyright line: type <c>P</c> for the recording, <c>C</c> for the release.</summary>
internal sealed record CopyrightView(string Text, string Type);

/// <summary>An album within a track.</summary>
internal record SimpleAlbumView
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public string Type { get; } = "album";

    public required string Uri { get; init; }

    public required string AlbumType { get; init; }

    public required IReadOnlyList<ArtistView> Artists { get; init; }

    public required string ReleaseDate { get; init; }

    public string ReleaseDatePrecision { get; } = "day";

    public required int TotalTracks { get; init; }

    public required IReadOnlyList<ImageView> Images { get; init; }
}

/// <summary>An album with its tracks.</summary>
internal sealed record AlbumView : SimpleAlbumView
{
    public required IReadOnlyDictionary<string, string> ExternalIds { get; init; }

    public required IReadOnlyList<string> Genres { get; init; }

    public required string Label { get; init; }

    public int Popularity { get; init; }

    public required IReadOnlyList<CopyrightView> Copyrights { get; init; }

    public required PageView<SimpleTrackView> Tracks { get; init; }
}

/// <summary>A track within an album.</summary>
internal record SimpleTrackView
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public string Type { get; } = "track";

    public required string Uri { get; init; }

    public required IReadOnlyList<ArtistView> Artists { get; init; }

    public required int DiscNumber { get; init; }

    public required int TrackNumber { get; init; }

    public required long DurationMs { get; init; }

    public required bool Explicit { get; init; }

    public required bool IsPlayable { get; init; }

    public bool IsLocal { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RestrictionsView? Restrictions { get; init; }

    public string? PreviewUrl { get; init; }
}

/// <summary>A track with its album.</summary>
internal sealed record TrackView : SimpleTrackView
{
    public required SimpleAlbumView Album { get; init; }

    public required IReadOnlyDictionary<string, string> ExternalIds { get; init; }

    public int Popularity { get; init; }

    /// <summary>Counted plays; null while the count cannot be had.</summary>
    public required long? PlayCount { get; init; }
}

/// <summary>A page that holds everything.</summary>
internal sealed record PageView<T>(IReadOnlyList<T> Items, int Limit, int Offset, int Total, string? Next, string? Previous);
