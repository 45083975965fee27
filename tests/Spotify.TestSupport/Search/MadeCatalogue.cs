using Spotify.Core.Catalog;
using Spotify.Core.Search;

namespace Spotify.TestSupport.Search;

/// <summary>Catalogues that the project makes itself: from a handful of words and names, or real ones recombined to any size. The same on every machine.</summary>
public static class MadeCatalogue
{
    private static readonly string[] Adjectives = "golden broken silent electric midnight crimson hollow burning distant velvet frozen crooked gentle restless scarlet wandering forgotten radiant bitter emerald".Split(' ');

    private static readonly string[] Nouns = "river mountain window garden shadow highway mirror lantern harbour orchard cathedral sparrow thunder carousel satellite compass avalanche paradise labyrinth telescope".Split(' ');

    private static readonly string[] Verbs = "dancing falling waiting running dreaming calling drifting breathing".Split(' ');

    private static readonly string[] Bands =
        ["The Wandering Sparrows", "Élodie Marchand", "Björn Åkesson", "AC/BC", "Mötley Garden", "Ana Peña", "R.A.M.", "Kaiser & Söhne", "DJ Tomáš", "Lila de la Cruz", "Sïgur Tór", "The Nørth"];

    private static readonly string[] OtherScripts =
        ["夜の庭園", "星空の約束", "青い鳥の歌", "Ночной город", "Тёмная вода", "Последний поезд", "사랑의 노래", "밤하늘의 별", "เพลงรักของเรา", "Το τελευταίο τραγούδι", "أغنية الليل"];

    /// <summary>A small catalogue: tracks, albums and artists in several scripts.</summary>
    public static IReadOnlyList<SearchDocument> Small()
    {
        var documents = new List<SearchDocument>();
        var number = 0;
        foreach (var adjective in Adjectives)
        {
            foreach (var noun in Nouns)
            {
                var band = Bands[number % Bands.Length];
                var title = (number % 4) switch
                {
                    0 => $"{Capital(adjective)} {Capital(noun)}",
                    1 => $"{Capital(Verbs[number % Verbs.Length])} in the {Capital(noun)} of {Capital(adjective)} {Capital(Nouns[(number * 7) % Nouns.Length])}",
                    2 => $"The {Capital(noun)} Is {Capital(adjective)}",
                    _ => $"Don\u2019t Stop {Capital(Verbs[number % Verbs.Length])}, {Capital(adjective)} {Capital(noun)}",
                };
                documents.Add(Document(SearchKind.Track, title, band, $"{Capital(noun)} Sessions", number));
                number++;
            }

            documents.Add(Document(SearchKind.Album, $"{Capital(adjective)} Sessions", Bands[number % Bands.Length], "", number));
        }

        documents.AddRange(OtherScripts.Select((title, place) => Document(SearchKind.Track, title, Bands[place % Bands.Length], "", place)));
        documents.AddRange(Bands.Select((band, place) => Document(SearchKind.Artist, band, "", "", place)));
        return documents;
    }

    /// <summary>Tracks in any number out of the titles and artists of others: the originals first, then the first half of one's title with the second half of another's, by a third.</summary>
    /// <param name="originals">Tracks to begin with.</param>
    /// <param name="count">How many.</param>
    public static IEnumerable<SearchDocument> Recombine(IReadOnlyList<SearchDocument> originals, int count)
    {
        ArgumentNullException.ThrowIfNull(originals);
        for (var number = 0; number < count; number++)
        {
            var popularity = PopularityOf(number);
            if (number < originals.Count)
            {
                yield return originals[number] with { Popularity = popularity };
                continue;
            }

            var (first, second, third) = (Pick(originals, number, 1), Pick(originals, number, 2), Pick(originals, number, 3));
            var (head, tail) = (first.Name.Split(' '), second.Name.Split(' '));
            var title = string.Join(' ', head.Take((head.Length + 1) / 2).Concat(tail.Skip(tail.Length / 2)));
            yield return third with
            {
                Id = SpotifyId.Derive("test-recombined", number.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                Name = title,
                Album = second.Album,
                Popularity = popularity,
            };
        }
    }

    // Few are popular and most are not: a tenth has 50 and more, a hundredth 90 and more, about.
    private static int PopularityOf(int number) => (int)(100 * Math.Pow(Mix((ulong)number, 9) / (double)ulong.MaxValue, 6));

    private static SearchDocument Pick(IReadOnlyList<SearchDocument> originals, int number, ulong salt) => originals[(int)(Mix((ulong)number, salt) % (ulong)originals.Count)];

    private static ulong Mix(ulong value, ulong salt)
    {
        value = (value + (salt * 0x9E3779B97F4A7C15)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 29)) * 0x94D049BB133111EB;
        return value ^ (value >> 32);
    }

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    private static SearchDocument Document(SearchKind kind, string name, string artist, string album, int number) => new()
    {
        Kind = kind,
        Id = SpotifyId.Derive("made-" + kind, name, artist),
        Name = name,
        Artists = artist.Length == 0 ? [] : [artist],
        ArtistIds = artist.Length == 0 ? [] : [SpotifyId.Derive("made-artist", artist)],
        Album = album.Length == 0 ? null : album,
        Popularity = (number * 37) % 101,
    };
}
