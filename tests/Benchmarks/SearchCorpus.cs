using Spotify.Core.Search;
using Spotify.TestSupport;
using Spotify.TestSupport.Search;

namespace Benchmarks;

/// <summary>Tracks to search among and queries with known answers: real titles, recombined to any number; where the data is not on the machine, made ones.</summary>
internal sealed class SearchCorpus
{
    private const int QueriesOfEachClass = 60;
    private const int NamesTyped = 150;
    private const int LongestTyped = 14;

    private SearchCorpus(IReadOnlyList<SearchDocument> tracks, IReadOnlyList<KnownQuery> queries, IReadOnlyList<string> keystrokes) =>
        (Tracks, Queries, Keystrokes) = (tracks, queries, keystrokes);

    public IReadOnlyList<SearchDocument> Tracks { get; }

    /// <summary>Of all classes, mixed.</summary>
    public IReadOnlyList<KnownQuery> Queries { get; }

    /// <summary>Names as they are typed, letter by letter.</summary>
    public IReadOnlyList<string> Keystrokes { get; }

    public static SearchCorpus Make(int count)
    {
        var isReal = Directory.Exists(TestData.Path(CatalogueFiles.Folder));
        var originals = (isReal ? CatalogueFiles.Read() : MadeCatalogue.Small()).Where(document => document.Kind == SearchKind.Track).ToList();
        var misspellings = isReal ? Misspellings.Learn(TestData.Path(Path.Combine(CatalogueFiles.Folder, "birkbeck-missp.dat"))) : Misspellings.Usual();
        var tracks = MadeCatalogue.Recombine(originals, count).ToList();
        var queries = SearchQueries.Make(tracks, misspellings, QueriesOfEachClass).OrderBy(query => query.Text, StringComparer.Ordinal).ToArray();
        var random = new Random(5);
        random.Shuffle(queries);
        var keystrokes = Enumerable.Range(0, NamesTyped).Select(_ => tracks[random.Next(tracks.Count)].Name.ToLowerInvariant())
            .SelectMany(name => Enumerable.Range(1, Math.Min(name.Length, LongestTyped)).Select(length => name[..length]))
            .Where(typed => !string.IsNullOrWhiteSpace(typed) && !char.IsHighSurrogate(typed[^1])).ToArray();
        random.Shuffle(keystrokes);
        return new SearchCorpus(tracks, queries, keystrokes);
    }
}
