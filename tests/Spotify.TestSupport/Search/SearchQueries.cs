using System.Globalization;
using Spotify.Core.Search;

namespace Spotify.TestSupport.Search;

/// <summary>A query with its known answer.</summary>
/// <param name="Class">How it was made, such as <c>one typo</c>.</param>
/// <param name="Text">The query.</param>
/// <param name="Kind">Which kind is asked for.</param>
/// <param name="Answer">The <see cref="Identity"/> of the right answer; any item of it counts.</param>
public sealed record KnownQuery(string Class, string Text, SearchKind Kind, string Answer);

/// <summary>
/// A fixed set of queries, made of a catalogue by rule and seed. Items are drawn at random, three of four a track, the rest artists and albums.
/// <list type="bullet">
/// <item>exact: the name in small letters. Where more than five artists have something of that name, it does not say whose is meant: then, here and in all classes but
/// prefix and artist plus title, the first artist's name follows.</item>
/// <item>prefix: the beginning of the name, at least four letters and three fifths of it, and as much more as it takes until at most five items of the kind begin so; it
/// ends before the name does, or the item is left out.</item>
/// <item>one typo, two typos: slips that people make (<see cref="Misspellings"/>) in words of four letters and more; a text that is the exact name of something else
/// afterwards is no typo and is left out.</item>
/// <item>missing accents: of names with accented Latin letters, typed without.</item>
/// <item>word order: of names of two words and more, the words turned about.</item>
/// <item>artist plus title: one behind the other, in turn either first.</item>
/// <item>other scripts: of names with letters that are not Latin, whole and as a prefix in turn.</item>
/// </list>
/// </summary>
public sealed class SearchQueries
{
    private const int MostOfOneName = 5;

    private const string Accented = "áàâäãåāăąçćčďðđéèêëēėęěğģíìîïīįķłļľñńňņóòôöõøōőŕřśšşșťțúùûüūůűųýÿžźżÁÀÂÄÃÅĀÇĆČÉÈÊËÍÎÏŁÑÓÒÔÖÕØŘŚŠŞÚÛÜÝŽŻ";
    private const string Plain = "aaaaaaaaacccdddeeeeeeeeggiiiiiikllllnnnnoooooooorrsssssttuuuuuuuuyyzzzAAAAAAACCCEEEEIIILNOOOOOORSSSUUUYZZ";

    private readonly IReadOnlyList<SearchDocument> _documents;
    private readonly Misspellings _misspellings;
    private readonly Dictionary<(SearchKind, string), HashSet<string>> _named = [];
    private readonly Dictionary<SearchKind, List<string>> _sorted = [];
    private readonly Random _random;

    private SearchQueries(IReadOnlyList<SearchDocument> documents, Misspellings misspellings, int seed)
    {
        (_documents, _misspellings, _random) = (documents, misspellings, new Random(seed));
        foreach (var document in documents)
        {
            var key = (document.Kind, SearchText.Of(document.Name).Compact);
            if (!_named.TryGetValue(key, out var identities))
                _named.Add(key, identities = new HashSet<string>(StringComparer.Ordinal));
            identities.Add(Identity.Of(document));
        }

        foreach (var kind in documents.GroupBy(document => document.Kind))
            _sorted.Add(kind.Key, [.. kind.Select(document => WordsOf(document.Name)).Order(StringComparer.Ordinal)]);
    }

    /// <summary>Makes a set.</summary>
    /// <param name="documents">The catalogue.</param>
    /// <param name="misspellings">How people misspell.</param>
    /// <param name="each">How many queries of each class, as far as the catalogue has names for them.</param>
    /// <param name="seed">The seed.</param>
    public static IReadOnlyList<KnownQuery> Make(IReadOnlyList<SearchDocument> documents, Misspellings misspellings, int each, int seed = 20_261_125)
    {
        ArgumentNullException.ThrowIfNull(documents);
        var queries = new SearchQueries(documents, misspellings, seed);
        return
        [
            .. queries.Draw("exact", each, _ => true, queries.Named),
            .. queries.Draw("prefix", each, _ => true, queries.Beginning),
            .. queries.Draw("one typo", each, _ => true, document => queries.Misspelt(document, 1)),
            .. queries.Draw("two typos", each, _ => true, document => queries.Misspelt(document, 2)),
            .. queries.Draw("missing accents", each, document => document.Name.Any(letter => Accented.Contains(letter, StringComparison.Ordinal)), document => Unaccented(queries.Named(document))),
            .. queries.Draw("word order", each, document => WordsOf(document.Name).Contains(' ', StringComparison.Ordinal), queries.Turned),
            .. queries.Draw("artist plus title", each, document => document.Artists.Count > 0, queries.WithArtist),
            .. queries.Draw("other scripts", each, document => document.Name.Any(letter => letter > 0x370 && char.IsLetter(letter) && letter is < '\u1E00' or > '\u24FF'), queries.OtherScript),
        ];
    }

    private IEnumerable<KnownQuery> Draw(string name, int count, Func<SearchDocument, bool> isFit, Func<SearchDocument, string?> make)
    {
        var fit = _documents.Where(isFit).GroupBy(document => document.Kind).ToDictionary(kind => kind.Key, kind => kind.ToList());
        if (fit.Count == 0)
            yield break;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var tries = 0; seen.Count < count && tries < 40 * count; tries++)
        {
            var kind = (tries % 8) switch
            {
                3 => SearchKind.Artist,
                7 => SearchKind.Album,
                _ => SearchKind.Track,
            };
            if (!fit.TryGetValue(kind, out var documents))
                continue;
            var document = documents[_random.Next(documents.Count)];
            if (make(document) is { } text && text.Length is > 0 and <= 200 && !SearchText.Of(text).IsEmpty && seen.Add($"{kind}{text}"))
                yield return new KnownQuery(name, text, kind, Identity.Of(document));
        }
    }

    private string? Named(SearchDocument document)
    {
        var name = document.Name.ToLowerInvariant();
        var isShared = _named[(document.Kind, SearchText.Of(document.Name).Compact)].Count > MostOfOneName;
        return !isShared ? name : document.Artists.Count > 0 ? $"{name} {document.Artists[0].ToLowerInvariant()}" : null;
    }

    private string? Beginning(SearchDocument document)
    {
        var name = WordsOf(document.Name);
        for (var length = Math.Max(4, (name.Length * 3 / 5) + 1); length < name.Length; length++)
        {
            if (name[length - 1] == ' ' || char.IsHighSurrogate(name[length - 1]))
                continue;
            if (BeginningWith(document.Kind, name[..length]) <= MostOfOneName)
                return name[..length];
        }

        return null;
    }

    private int BeginningWith(SearchKind kind, string beginning)
    {
        var sorted = _sorted[kind];
        var from = sorted.BinarySearch(beginning, StringComparer.Ordinal);
        from = from < 0 ? ~from : from;
        while (from > 0 && sorted[from - 1] == beginning)
            from--;
        var count = 0;
        while (from + count < sorted.Count && count <= MostOfOneName && sorted[from + count].StartsWith(beginning, StringComparison.Ordinal))
            count++;
        return count;
    }

    private string? Misspelt(SearchDocument document, int slips)
    {
        var whole = Named(document);
        var text = whole;
        for (var i = 0; i < slips && text is not null; i++)
            text = _misspellings.Apply(text, _random);
        if (text is null || EditDistance.Between(whole!, text, slips) != slips)
            return null;
        return _named.ContainsKey((document.Kind, SearchText.Of(text).Compact)) ? null : text;
    }

    private static string? Unaccented(string? text) => text is null ? null : string.Concat(text.Select(letter => Accented.IndexOf(letter, StringComparison.Ordinal) is var at and >= 0 ? Plain[at] : letter));

    private string? Turned(SearchDocument document)
    {
        var words = Named(document)?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is null || words.Length < 2)
            return null;
        var turned = words.Skip(1).Append(words[0]).ToArray();
        return turned.SequenceEqual(words) ? null : string.Join(' ', turned);
    }

    private string? WithArtist(SearchDocument document)
    {
        var (name, artist) = (document.Name.ToLowerInvariant(), document.Artists[0].ToLowerInvariant());
        return _random.Next(2) == 0 ? $"{artist} {name}" : $"{name} {artist}";
    }

    private string? OtherScript(SearchDocument document)
    {
        if (_random.Next(2) == 0)
            return Named(document);
        var name = document.Name;
        for (var length = Math.Max(2, name.Length * 3 / 5); length < name.Length; length++)
        {
            if (char.IsHighSurrogate(name[length - 1]) || CharUnicodeInfo.GetUnicodeCategory(name[length]) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark)
                continue;
            var beginning = name[..length].TrimEnd();
            if (_documents.Count(other => other.Kind == document.Kind && other.Name.StartsWith(beginning, StringComparison.Ordinal)) <= MostOfOneName)
                return beginning;
        }

        return null;
    }

    private static string WordsOf(string name) => string.Join(' ', TextFolding.Fold(name).Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
