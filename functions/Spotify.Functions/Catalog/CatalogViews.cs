using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Catalog;

/// <summary>Addresses for people.</summary>
internal sealed record ExternalUrlsView(string Spotify);

/// <summary>What the world outside calls a recording or a release; a track has its release's <c>ean</c> and <c>upc</c> beside its own <c>isrc</c>.</summary>
internal sealed record ExternalIdsView
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Isrc { get; init; }

    public required string Ean { get; init; }

    public required string Upc { get; init; }
}

/// <summary>Who follows; the address is for ever null in the Spotify Web API.</summary>
internal sealed record FollowersView(string? Href, int Total);

/// <summary>An artist as the Spotify Web API writes it within a track or an album.</summary>
internal sealed record SimpleArtistView(ExternalUrlsView ExternalUrls, string Href, string Id, string Name, string Type, string Uri);

/// <summary>An artist.</summary>
internal sealed record ArtistView
{
    public required ExternalUrlsView ExternalUrls { get; init; }

    public FollowersView Followers { get; } = new(null, 0);

    public required IReadOnlyList<string> Genres { get; init; }

    public required string Href { get; init; }

    public required string Id { get; init; }

    public required IReadOnlyList<ImageView> Images { get; init; }

    public required string Name { get; init; }

    public required int Popularity { get; init; }

    public string Type { get; } = CatalogKinds.Artist;

    public required string Uri { get; init; }

    /// <summary>Distinct listeners of the last 28 days; null while the number cannot be had.</summary>
    public required long? MonthlyListeners { get; init; }

    public required bool IsVerified { get; init; }

    public required string Biography { get; init; }

    public required IReadOnlyList<string> Links { get; init; }
}

/// <summary>An image as the Spotify Web API writes it; height and width are null where they are not known.</summary>
internal sealed record ImageView(string Url, int? Height, int? Width);

/// <summary>Why something is not playable: <c>market</c>, <c>product</c> or <c>explicit</c>.</summary>
internal sealed record RestrictionsView(string Reason)
{
    /// <summary>The listener wants no explicit content.</summary>
    public static readonly RestrictionsView Explicit = new("explicit");
}

/// <summary>A copyright line: type <c>P</c> for the recording, <c>C</c> for the release.</summary>
internal sealed record CopyrightView(string Text, string Type);

/// <summary>An album within a track or a list: all that is said of an album but its tracks.</summary>
internal record SimpleAlbumView
{
    public required string AlbumType { get; init; }

    /// <summary>What the album is to the artist whose list it is on, or of its own type elsewhere.</summary>
    public required string AlbumGroup { get; init; }

    public required int TotalTracks { get; init; }

    [JsonConverter(typeof(MarketListConverter))]
    public required IReadOnlyList<string> AvailableMarkets { get; init; }

    public required ExternalUrlsView ExternalUrls { get; init; }

    public required string Href { get; init; }

    public required string Id { get; init; }

    public required IReadOnlyList<ImageView> Images { get; init; }

    public required string Name { get; init; }

    public required string ReleaseDate { get; init; }

    public string ReleaseDatePrecision { get; } = "day";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RestrictionsView? Restrictions { get; init; }

    public string Type { get; } = CatalogKinds.Album;

    public required string Uri { get; init; }

    public required IReadOnlyList<SimpleArtistView> Artists { get; init; }

    public required IReadOnlyList<CopyrightView> Copyrights { get; init; }

    public required ExternalIdsView ExternalIds { get; init; }

    public required IReadOnlyList<string> Genres { get; init; }

    public required string Label { get; init; }

    public required int Popularity { get; init; }
}

/// <summary>An album with its first tracks.</summary>
internal sealed record AlbumView : SimpleAlbumView
{
    /// <summary>All that is said without the rest, and the rest.</summary>
    [SetsRequiredMembers]
    internal AlbumView(SimpleAlbumView simple, PageView<SimpleTrackView> tracks)
        : base(simple) => Tracks = tracks;

    public required PageView<SimpleTrackView> Tracks { get; init; }
}

/// <summary>A track within an album: all that is said of a track but its album.</summary>
internal record SimpleTrackView
{
    public required IReadOnlyList<SimpleArtistView> Artists { get; init; }

    [JsonConverter(typeof(MarketListConverter))]
    public required IReadOnlyList<string> AvailableMarkets { get; init; }

    public required int DiscNumber { get; init; }

    public required long DurationMs { get; init; }

    public required bool Explicit { get; init; }

    public required ExternalIdsView ExternalIds { get; init; }

    public required ExternalUrlsView ExternalUrls { get; init; }

    public required string Href { get; init; }

    public required string Id { get; init; }

    /// <summary>Null where no country is known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? IsPlayable { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RestrictionsView? Restrictions { get; init; }

    public required string Name { get; init; }

    public required int Popularity { get; init; }

    public string? PreviewUrl { get; init; }

    public required int TrackNumber { get; init; }

    public string Type { get; } = CatalogKinds.Track;

    public required string Uri { get; init; }

    public bool IsLocal { get; init; }

    /// <summary>Never an episode: types of clients in use demand both fields.</summary>
    public bool Episode { get; }

    /// <summary>Always a track.</summary>
    public bool Track { get; } = true;
}

/// <summary>A track with its album.</summary>
internal sealed record TrackView : SimpleTrackView
{
    /// <summary>All that is said without the rest, and the rest.</summary>
    [SetsRequiredMembers]
    internal TrackView(SimpleTrackView simple, SimpleAlbumView album)
        : base(simple) => Album = album;

    public required SimpleAlbumView Album { get; init; }

    /// <summary>Counted plays; null while the count cannot be had, and in lists.</summary>
    public required long? PlayCount { get; init; }
}
