using System.ComponentModel.DataAnnotations;

namespace Spotify.Functions.Catalog;

/// <summary>Section <c>Catalog</c>: how the catalogue is cached in this process.</summary>
public sealed class CatalogOptions
{
    /// <summary>How long a read is served without asking the store again.</summary>
    /// <value>Seconds, 0 to 3,600; default 30. What another instance publishes or takes down is seen at most 20 seconds later than this.</value>
    [Range(0, 3600)]
    public int FreshSeconds { get; set; } = 30;

    /// <summary>How long it is remembered that something is not there.</summary>
    /// <value>Seconds, 0 to 3,600; default 5.</value>
    [Range(0, 3600)]
    public int AbsentSeconds { get; set; } = 5;

    /// <summary>How many tracks are kept; about 5 KB each.</summary>
    /// <value>1 to 10,000,000; default 50,000.</value>
    [Range(1, 10_000_000)]
    public int CachedTracks { get; set; } = 50_000;

    /// <summary>How many albums are kept; about 2 KB each.</summary>
    /// <value>1 to 10,000,000; default 20,000.</value>
    [Range(1, 10_000_000)]
    public int CachedAlbums { get; set; } = 20_000;

    /// <summary>How many artists, shows, episodes, audiobooks and chapters are kept, of each kind so many; about 2 KB each.</summary>
    /// <value>1 to 10,000,000; default 20,000.</value>
    [Range(1, 10_000_000)]
    public int CachedOthers { get; set; } = 20_000;

    /// <summary>How many tracks', albums' and artists' popularity is kept; about 200 bytes each.</summary>
    /// <value>1 to 10,000,000; default 200,000.</value>
    [Range(1, 10_000_000)]
    public int CachedFigures { get; set; } = 200_000;

    /// <summary>What the addresses for people begin with, which the API gives as <c>external_urls</c>.</summary>
    /// <value>An https address without a path or a slash at its end, such as <c>https://open.example.com</c>; empty: the address that the client has used.</value>
    [RegularExpression("^(https?://[^/?#]+)?$")]
    public string PublicAddress { get; set; } = "";
}
