using Spotify.Core.Search;

namespace Spotify.Functions.Platform.Search;

/// <summary>
/// The tables of an index. An item's <c>rank</c> is its row in all of them: kind, popularity and order of arrival in one number, the most popular first. FTS5 gives what
/// it finds in the order of its rows, so the best candidates come first and reading may stop with them, however many there are.
/// </summary>
internal static class SqliteSearchSchema
{
    private const int KindShift = 56;
    private const int PopularityShift = 48;

    public const string Script =
        """
        CREATE TABLE IF NOT EXISTS items (
          rank INTEGER PRIMARY KEY, kind INTEGER NOT NULL, id TEXT NOT NULL, markets INTEGER NOT NULL, year INTEGER, released INTEGER, popularity INTEGER NOT NULL,
          language TEXT, artist_ids TEXT NOT NULL, name_terms TEXT NOT NULL, artist_terms TEXT NOT NULL, album_terms TEXT NOT NULL, genre_terms TEXT NOT NULL,
          facets TEXT NOT NULL, name TEXT NOT NULL, artists TEXT NOT NULL, names BLOB NOT NULL);
        CREATE UNIQUE INDEX IF NOT EXISTS items_by_id ON items (id, kind);
        CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (
          name, artist, album, facets, content='', detail=column, columnsize=0, tokenize='ascii', prefix='1 2 3');
        INSERT INTO words (words, rank) VALUES ('hashsize', 33554432);
        CREATE TABLE IF NOT EXISTS names (name INTEGER NOT NULL, rank INTEGER NOT NULL, PRIMARY KEY (name, rank)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS markets (id INTEGER PRIMARY KEY, codes TEXT NOT NULL UNIQUE);
        CREATE TABLE IF NOT EXISTS vocabulary (word TEXT PRIMARY KEY, items INTEGER NOT NULL) WITHOUT ROWID;
        """;

    /// <summary>What facets begin with; no word of a query ever does.</summary>
    public const char FacetMark = '\u00A4';

    /// <summary>The first rank that an item of a kind and popularity can have.</summary>
    public static long FirstRank(SearchKind kind, int popularity) =>
        ((long)kind << KindShift) | ((long)(100 - Math.Clamp(popularity, 0, 100)) << PopularityShift);

    /// <summary>The last rank of a kind.</summary>
    public static long LastRank(SearchKind kind) => ((long)(kind + 1) << KindShift) - 1;

    /// <summary>The first rank of what is less popular by one than an item of this rank.</summary>
    public static long NextPopularity(long firstRank) => firstRank + (1L << PopularityShift);

    /// <summary>The facet of a year.</summary>
    public static string YearFacet(int year) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{FacetMark}y{year}");

    /// <summary>The facet of the week in which a day lies.</summary>
    public static string WeekFacet(DateOnly day) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{FacetMark}w{day.DayNumber / 7}");

    /// <summary>The facet of a word of a genre.</summary>
    public static string GenreFacet(string word) => $"{FacetMark}g{word}";

    /// <summary>All facets of an item.</summary>
    public static string FacetsOf(SearchDocument item, ItemTerms terms)
    {
        var facets = new List<string>();
        if (item.ReleaseDate is { } date)
        {
            facets.Add(YearFacet(date.Year));
            facets.Add(WeekFacet(date));
        }

        facets.AddRange(ItemTerms.WordsOf(terms.Genre).Distinct(StringComparer.Ordinal).Select(GenreFacet));
        return string.Join(' ', facets);
    }
}
