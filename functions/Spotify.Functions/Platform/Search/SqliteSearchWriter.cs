using System.Runtime.InteropServices;
using Spotify.Core.Search;
using Spotify.Sqlite;

namespace Spotify.Functions.Platform.Search;

/// <summary>Writes items into an index; on the file's one writing thread.</summary>
internal static class SqliteSearchWriter
{
    public static SearchChange Write(SqliteSession session, IReadOnlyList<SqliteSearchRow> rows)
    {
        var words = new Dictionary<string, int>(StringComparer.Ordinal);
        var names = new List<long>();
        var items = 0;
        foreach (var row in rows)
        {
            var old = Find(session, row.Key);
            if (old is not null && row.Item is not null && old.IsSame(row, MarketsOf(session, row.Markets)))
                continue;
            if (old is not null)
            {
                Remove(session, old, words);
                items--;
            }

            if (row.Item is null)
                continue;
            Insert(session, row, words);
            names.AddRange(row.Names);
            items++;
        }

        foreach (var (word, count) in words)
        {
            if (count != 0)
                session.Execute("INSERT INTO vocabulary VALUES ($1, $2) ON CONFLICT (word) DO UPDATE SET items = items + excluded.items", word, count);
        }

        return new SearchChange(words, names, items);
    }

    private static StoredItem? Find(SqliteSession session, SearchKey key)
    {
        using var reader = session.Command(
            """
            SELECT rank, name_terms, artist_terms, album_terms, genre_terms, facets, names, name, artists, artist_ids, popularity, language, markets, released
            FROM items WHERE id = $1 AND kind = $2
            """,
            key.Id,
            (int)key.Kind).ExecuteReader();
        if (!reader.Read())
            return null;
        return new StoredItem(
            reader.GetInt64(0),
            new ItemTerms(reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4)),
            reader.GetString(5),
            reader.GetFieldValue<byte[]>(6),
            reader.GetString(7),
            reader.GetString(8),
            reader.GetString(9),
            reader.GetInt32(10),
            reader.IsDBNull(11) ? null : reader.GetString(11),
            reader.GetInt64(12),
            reader.IsDBNull(13) ? null : reader.GetInt32(13));
    }

    private static void Remove(SqliteSession session, StoredItem old, Dictionary<string, int> words)
    {
        session.Execute(
            "INSERT INTO words (words, rowid, name, artist, album, facets) VALUES ('delete', $1, $2, $3, $4, $5)",
            old.Rank,
            old.Terms.Name,
            old.Terms.Artist,
            old.Terms.Album,
            old.Facets);
        foreach (var name in MemoryMarshal.Cast<byte, long>(old.Names))
            session.Execute("DELETE FROM names WHERE name = $1 AND rank = $2", name, old.Rank);
        session.Execute("DELETE FROM items WHERE rank = $1", old.Rank);
        Count(old.Terms, words, -1);
    }

    private static void Insert(SqliteSession session, SqliteSearchRow row, Dictionary<string, int> words)
    {
        var item = row.Item!;
        var rank = NextRank(session, item.Kind, item.Popularity);
        session.Execute(
            "INSERT INTO items VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
            rank,
            (int)item.Kind,
            item.Id,
            MarketsOf(session, row.Markets),
            item.ReleaseDate?.Year,
            item.ReleaseDate?.DayNumber,
            item.Popularity,
            item.Language,
            string.Join(' ', item.ArtistIds),
            row.Terms.Name,
            row.Terms.Artist,
            row.Terms.Album,
            row.Terms.Genre,
            row.Facets,
            item.Name,
            string.Join(", ", item.Artists),
            row.NamesBlob);
        session.Execute("INSERT INTO words (rowid, name, artist, album, facets) VALUES ($1, $2, $3, $4, $5)", rank, row.Terms.Name, row.Terms.Artist, row.Terms.Album, row.Facets);
        foreach (var name in row.Names)
            session.Execute("INSERT INTO names VALUES ($1, $2)", name, rank);
        Count(row.Terms, words, 1);
    }

    private static long NextRank(SqliteSession session, SearchKind kind, int popularity)
    {
        var first = SqliteSearchSchema.FirstRank(kind, popularity);
        var last = session.Scalar<long?>("SELECT max(rank) FROM items WHERE rank >= $1 AND rank < $2", first, SqliteSearchSchema.NextPopularity(first));
        return (last ?? first) + 1;
    }

    private static long MarketsOf(SqliteSession session, string codes)
    {
        if (codes.Length == 0)
            return MarketSets.Everywhere;
        if (session.Scalar<long?>("SELECT id FROM markets WHERE codes = $1", codes) is { } known)
            return known;
        return session.Scalar<long>("INSERT INTO markets (codes) VALUES ($1) RETURNING id", codes);
    }

    private static void Count(ItemTerms terms, Dictionary<string, int> words, int change)
    {
        var own = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in (ReadOnlySpan<string>)[terms.Name, terms.Artist, terms.Album])
            own.UnionWith(ItemTerms.WordsOf(text));
        foreach (var word in own)
            CollectionsMarshal.GetValueRefOrAddDefault(words, word, out _) += change;
    }

    private sealed record StoredItem(
        long Rank, ItemTerms Terms, string Facets, byte[] Names, string Name, string Artists, string ArtistIds, int Popularity, string? Language, long Markets, int? Released)
    {
        public bool IsSame(SqliteSearchRow row, long markets)
        {
            var item = row.Item!;
            return Terms == row.Terms && Facets == row.Facets && Name == item.Name && Artists == string.Join(", ", item.Artists)
                && ArtistIds == string.Join(' ', item.ArtistIds) && Popularity == item.Popularity && Language == item.Language && Markets == markets
                && Released == item.ReleaseDate?.DayNumber && Names.AsSpan().SequenceEqual(row.NamesBlob);
        }
    }
}
