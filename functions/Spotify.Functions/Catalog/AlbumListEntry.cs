using System.Globalization;
using Spotify.Core.Catalog;

namespace Spotify.Functions.Catalog;

/// <summary>An album in a list by publication: container <c>aggregates</c>, scope of the list, id the moment of publication and the album.</summary>
internal sealed record AlbumListEntry
{
    private const int MaxGenres = 10;
    private const string NewScope = "albums-new:";
    private const string GenreScope = "albums-genre:";

    // The list of new releases goes back three months at the most.
    private static readonly TimeSpan NewFor = TimeSpan.FromDays(130);

    public string Type { get; init; } = "album_list_entry";

    public int V { get; init; } = 1;

    public required string AlbumId { get; init; }

    /// <summary>The lists that an album is on.</summary>
    public static IEnumerable<string> ScopesOf(Album album) =>
        album.Genres.Select(GenreName.SlugOf).Where(slug => slug.Length > 0).Distinct(StringComparer.Ordinal).Take(MaxGenres).Select(ScopeOfGenre).Prepend(ScopeOfMonth(album.PublishedAt));

    public static string ScopeOfMonth(DateTimeOffset month) => NewScope + month.UtcDateTime.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    public static string ScopeOfGenre(string slug) => GenreScope + slug;

    public static TimeSpan? TimeToLiveOf(string scope) => scope.StartsWith(NewScope, StringComparison.Ordinal) ? NewFor : null;

    /// <summary>An album keeps the moment of its first publication, and so its place.</summary>
    public static string IdOf(Album album) => new ListCursor(KeyOf(album), album.Id).ToString();

    private static string KeyOf(Album album) => Math.Max(0, album.PublishedAt.ToUnixTimeMilliseconds()).ToString("00000000000000", CultureInfo.InvariantCulture);
}
