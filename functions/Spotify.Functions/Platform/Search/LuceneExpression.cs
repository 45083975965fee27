using System.Buffers;
using System.Globalization;
using System.Text;
using Spotify.Core.Search;

namespace Spotify.Functions.Platform.Search;

/// <summary>Says in Lucene's full query language, and in OData's filters, what an item must hold to answer a query.</summary>
internal static class LuceneExpression
{
    private static readonly SearchValues<char> Special = SearchValues.Create("+-&|!(){}[]^\"~*?:\\/");

    /// <summary>
    /// The words of a query, each as it was typed, or with slips by its length (fuzzy), or, for the last, as a beginning; words that are joined or apart; and before all, an item of
    /// exactly that name.
    /// </summary>
    /// <returns><c>*</c> where there are no words.</returns>
    public static string Words(SearchQuery query, SearchKind kind)
    {
        var all = new List<string>();
        for (var i = 0; i < query.Pieces.Count; i++)
        {
            var piece = query.Pieces[i];
            var text = SearchText.Of(piece.Text);
            if (piece.IsPhrase && text.Words.Count > 0)
                all.Add($"\"{string.Join(' ', text.Words.Select(Escape))}\"");
            else
                all.AddRange(Group(text, mayGoOn: i == query.Pieces.Count - 1 && !query.HasFilters));
        }

        var words = all.Count == 0 ? null : string.Join(" AND ", all);
        if (words is not null && !query.HasFilters)
            words = $"names:{AzureSearchItem.NameOf(ItemTerms.HashOf(SearchText.Of(query.Text).Compact))}^20 OR ({words})";
        var fields = string.Join(" AND ", Fields(query, kind));
        return (words, fields) switch
        {
            (null, "") => "*",
            (null, _) => fields,
            (_, "") => words,
            _ => $"({words}) AND {fields}",
        };
    }

    /// <summary>What is no matter of words.</summary>
    public static string Filter(SearchQuery query, SearchKind kind, Searcher searcher)
    {
        var parts = new List<string> { $"kind eq '{kind.NameOf()}'" };
        if (Market(searcher) is { } market)
            parts.Add(market);
        if (query.Years is { } years)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"year ge {years.From} and year le {years.To}"));
        if (query.Isrc is { } isrc)
            parts.Add($"names/any(n: n eq '{AzureSearchItem.NameOf(ItemTerms.HashOfCode("isrc", isrc))}')");
        if (query.Upc is { } upc)
            parts.Add($"names/any(n: n eq '{AzureSearchItem.NameOf(ItemTerms.HashOfCode("upc", upc))}')");
        if (query.IsNew)
        {
            var first = searcher.Today.AddDays(1 - Searcher.NewForDays);
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"released ge {first:yyyy-MM-dd}T00:00:00Z and released le {searcher.Today:yyyy-MM-dd}T00:00:00Z"));
        }

        if (query.IsHipster)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"popularity lt {Searcher.HipsterBelow}"));
        return string.Join(" and ", parts);
    }

    /// <summary>What is available to the searcher, of some kinds.</summary>
    public static string Filter(IReadOnlyList<SearchKind> kinds, Searcher searcher)
    {
        var kind = $"search.in(kind, '{string.Join(',', kinds.Select(one => one.NameOf()))}', ',')";
        return Market(searcher) is { } market ? $"{kind} and {market}" : kind;
    }

    // A market is two capitals, checked long before; anything else would be a hole in the filter.
    private static string? Market(Searcher searcher) => searcher.Market is not { } market
        ? null
        : market.All(char.IsAsciiLetterUpper)
            ? $"markets/any(m: search.in(m, '{AzureSearchItem.EveryMarket},{market}', ','))"
            : throw new ArgumentException($"'{market}' is no market.", nameof(searcher));

    private static IEnumerable<string> Fields(SearchQuery query, SearchKind kind)
    {
        if (query.Track is { } track)
            yield return Field("name_words", track);
        if (query.Artist is { } artist)
            yield return Field(kind == SearchKind.Artist ? "name_words" : "artist_words", artist);
        if (query.Album is { } album)
            yield return Field(kind == SearchKind.Album ? "name_words" : "album_words", album);
        if (query.Genre is { } genre)
            yield return $"genre_words:({string.Join(" AND ", SearchText.Of(genre).Words.Select(Escape))})";
    }

    private static string Field(string field, string text) => $"{field}:({string.Join(" AND ", Group(SearchText.Of(text), mayGoOn: false))})";

    private static IEnumerable<string> Group(SearchText text, bool mayGoOn)
    {
        for (var i = 0; i < text.Words.Count; i++)
        {
            // A joined word takes the place of those that it stands for.
            if (text.Joined.FirstOrDefault(one => one.First == i) is { Count: > 0 } joined)
            {
                var apart = string.Join(" AND ", text.Words.Skip(joined.First).Take(joined.Count).Select(word => Ways(word, false)));
                yield return $"({Ways(joined.Word, mayGoOn && i + joined.Count == text.Words.Count)} OR ({apart}))";
                i += joined.Count - 1;
                continue;
            }

            yield return Ways(text.Words[i], mayGoOn && i == text.Words.Count - 1);
        }
    }

    private static string Ways(string word, bool mayGoOn)
    {
        var escaped = Escape(word);
        var slips = EditDistance.AllowedFor(word.Length);
        var ways = new StringBuilder($"({escaped}^4");
        if (mayGoOn)
            ways.Append(" OR ").Append(escaped).Append("*^2");
        if (slips > 0)
            ways.Append(CultureInfo.InvariantCulture, $" OR {escaped}~{slips}");
        return ways.Append(')').ToString();
    }

    private static string Escape(string word)
    {
        if (!word.AsSpan().ContainsAny(Special))
            return word;
        var escaped = new StringBuilder(word.Length + 4);
        foreach (var c in word)
        {
            if (Special.Contains(c))
                escaped.Append('\\');
            escaped.Append(c);
        }

        return escaped.ToString();
    }
}
