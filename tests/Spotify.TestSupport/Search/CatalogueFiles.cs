using System.Globalization;
using System.Text;
using Spotify.Core.Catalog;
using Spotify.Core.Search;

namespace Spotify.TestSupport.Search;

/// <summary>The real catalogue among the test data, as items of an index: each name of an artist, and each title of an artist, once.</summary>
public static class CatalogueFiles
{
    /// <summary>The folder within the test data.</summary>
    public const string Folder = "catalog";

    // Nothing of the files says how popular a title is; being named by several charts and lists says something.
    private const int PopularityOfOneSource = 12;

    /// <summary>Reads it.</summary>
    /// <param name="mostTracks">How many tracks at the most; artists and albums in proportion.</param>
    public static IReadOnlyList<SearchDocument> Read(int mostTracks = int.MaxValue)
    {
        var tracks = Merge(SearchKind.Track, Rows("tracks.csv").Select(row => new Row(row[1], row[2], row[3])));
        var albums = Merge(SearchKind.Album, Rows("albums.csv").Select(row => new Row(row[1], row[2], "")));
        var artists = Merge(SearchKind.Artist, Rows("artists.csv").Select(row => new Row(row[1], "", "")));
        if (mostTracks >= tracks.Count)
            return [.. tracks, .. albums, .. artists];
        var share = (double)mostTracks / tracks.Count;
        return [.. Spread(tracks, share), .. Spread(albums, share), .. Spread(artists, share)];
    }

    /// <summary>The rows of a file with header, taken apart by RFC 4180.</summary>
    internal static IEnumerable<IReadOnlyList<string>> Rows(string file)
    {
        using var reader = new StreamReader(TestData.Path(Path.Combine(Folder, file)), Encoding.UTF8);
        reader.ReadLine();
        while (ReadRow(reader) is { } row)
            yield return row;
    }

    private static IEnumerable<SearchDocument> Spread(List<SearchDocument> documents, double share) =>
        documents.Where((_, place) => (int)((place + 1) * share) > (int)(place * share));

    private static List<SearchDocument> Merge(SearchKind kind, IEnumerable<Row> rows)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var documents = new List<SearchDocument>();
        foreach (var row in rows)
        {
            var identity = Identity.Of(row.Name, row.Artist);
            if (identity.Length < 2 || SearchText.Of(row.Name).IsEmpty)
                continue;
            if (places.TryGetValue(identity, out var known))
            {
                documents[known] = documents[known] with { Popularity = Math.Min(100, documents[known].Popularity + PopularityOfOneSource) };
                continue;
            }

            places.Add(identity, documents.Count);
            var artists = row.Artist.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            documents.Add(new SearchDocument
            {
                Kind = kind,
                Id = SpotifyId.Derive("test-" + kind, identity),
                Name = row.Name,
                Artists = artists,
                ArtistIds = [.. artists.Select(artist => SpotifyId.Derive("test-artist", artist))],
                Album = row.Album.Length == 0 ? null : row.Album,
                Popularity = PopularityOfOneSource,
            });
        }

        return documents;
    }

    private static List<string>? ReadRow(StreamReader reader)
    {
        if (reader.ReadLine() is not { } line)
            return null;
        var (fields, field, isQuoted) = (new List<string>(4), new StringBuilder(), false);
        for (; ; )
        {
            for (var i = 0; i < line.Length; i++)
            {
                var c = line[i];
                if (isQuoted && c == '"' && i + 1 < line.Length && line[i + 1] == '"')
                    field.Append(line[i++]);
                else if (c == '"')
                    isQuoted = !isQuoted;
                else if (c == ',' && !isQuoted)
                    fields.Add(Take(field));
                else
                    field.Append(c);
            }

            if (!isQuoted || reader.ReadLine() is not { } next)
                break;
            field.Append(' ');
            line = next;
        }

        fields.Add(Take(field));
        while (fields.Count < 4)
            fields.Add("");
        return fields;
    }

    private static string Take(StringBuilder field)
    {
        var text = field.ToString().Trim();
        field.Clear();
        return text;
    }

    private sealed record Row(string Name, string Artist, string Album);
}

/// <summary>What makes two items the same answer: the same folded name by the same folded artists.</summary>
public static class Identity
{
    /// <summary>Of a name and its artists.</summary>
    public static string Of(string name, string artists) => string.Create(CultureInfo.InvariantCulture, $"{SearchText.Of(name).Compact}/{SearchText.Of(artists).Compact}");

    /// <summary>Of an item.</summary>
    public static string Of(SearchDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return Of(document.Name, string.Join("; ", document.Artists));
    }
}
