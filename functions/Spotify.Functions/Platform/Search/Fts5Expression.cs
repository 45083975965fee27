using System.Text;
using Spotify.Core.Search;

namespace Spotify.Functions.Platform.Search;

/// <summary>Says in FTS5's language what an item must hold to answer a query.</summary>
internal static class Fts5Expression
{
    // A word that the index knows is seldom a slip: of what else it may have been, the closest do.
    private const int CorrectionsOfKnown = 8;

    // Years further apart are looked at item by item.
    private const int MostYears = 64;
    private const int MostJoined = 3;

    /// <summary>Items that hold every word as it was typed.</summary>
    /// <returns>Null where the index knows of none, or where nothing is asked for that words or facets could say.</returns>
    public static string? Strict(QueryPlan plan, SearchKind kind, DateOnly today) => Whole(plan, kind, today, static _ => 0);

    /// <summary>Items that hold every word, or one that is close to it; where the index does not know some of the words, the others are taken as they were typed.</summary>
    public static string? Corrected(QueryPlan plan, SearchKind kind, DateOnly today) =>
        plan.Words.Any(word => !word.IsKnown) ? Whole(plan, kind, today, static word => word.IsKnown ? 0 : int.MaxValue) : CorrectedWhole(plan, kind, today);

    /// <summary>Items that hold every word, or one that is close to it, whatever the index knows.</summary>
    public static string? CorrectedWhole(QueryPlan plan, SearchKind kind, DateOnly today) => Whole(plan, kind, today, MostOf(plan));

    /// <summary>Items that lack one word of those that the index knows, or of many words two.</summary>
    public static string? Relaxed(QueryPlan plan, SearchKind kind, DateOnly today)
    {
        var groups = plan.Words.Select(word => (Word: word, Text: Group(word, kind, MostOf(plan)(word)))).ToList();
        if (groups.Exists(group => group.Text is null && IsRequired(group.Word)))
            return null;
        var required = groups.Where(group => group.Text is not null && IsRequired(group.Word)).Select(group => group.Text!).Concat(Facets(plan.Query, today)).ToList();
        // The words that say most first: they are kept together longest.
        var free = groups.Where(group => group.Text is not null && !IsRequired(group.Word)).OrderByDescending(group => group.Word.Weight).Select(group => group.Text!).ToList();
        if (free.Count == 0)
            return null;
        var isMissingAny = groups.Exists(group => group.Text is null);
        var choices = free.Count switch
        {
            1 => [free],
            _ when isMissingAny => [free, .. Without(free)],
            > 4 => Without(free).SelectMany(Without),
            _ => Without(free),
        };
        return All([.. required, Any([.. choices.Select(choice => All([.. choice])).Distinct(StringComparer.Ordinal)])]);
    }

    private static Func<QueryWord, int> MostOf(QueryPlan plan) => plan.Words.Count == 1 ? static _ => int.MaxValue : static word => word.IsKnown ? CorrectionsOfKnown : int.MaxValue;

    private static bool IsRequired(QueryWord word) => word.IsPhrase || word.Field != TextField.Any;

    private static IEnumerable<List<string>> Without(List<string> parts) =>
        Enumerable.Range(0, parts.Count).Select(left => parts.Where((_, place) => place != left).ToList());

    private static string? Whole(QueryPlan plan, SearchKind kind, DateOnly today, Func<QueryWord, int> corrections)
    {
        var facets = Facets(plan.Query, today).ToList();
        if (plan.Words.Count == 0)
            return facets.Count == 0 ? null : All(facets);
        var groups = plan.Words.Select(word => Group(word, kind, corrections(word))).ToArray();
        var ways = new List<string>();
        if (Array.TrueForAll(groups, group => group is not null))
            ways.Add(All([.. groups.Select(group => group!)]));
        for (var i = 0; i < plan.Words.Count && ways.Count <= MostJoined; i++)
        {
            foreach (var form in plan.Words[i].Forms.Where(form => form.Covers > 1))
            {
                var rest = groups.Where((_, place) => place < i || place >= i + form.Covers).ToList();
                if (rest.TrueForAll(group => group is not null))
                    ways.Add(All([In(plan.Words[i].Field, kind, Quote(form.Word)), .. rest.Select(group => group!)]));
            }
        }

        return ways.Count == 0 ? null : All([Any(ways), .. facets]);
    }

    private static string? Group(QueryWord word, SearchKind kind, int corrections)
    {
        if (word.Field == TextField.Genre)
            return Quote(SqliteSearchSchema.GenreFacet(word.Text));
        var ways = new List<string>();
        if (QueryPlan.IsListedPrefix(word))
            ways.Add(Quote(word.Text) + " *");
        else
            ways.AddRange(word.Forms.Where(form => form.Covers == 1).Select(Form));
        ways.AddRange(word.Corrections.Take(corrections).Select(Form));
        return ways.Count == 0 ? null : In(word.Field, kind, Any(ways));
    }

    private static string Form(WordForm form) => form.Second is null ? Quote(form.Word) : All([Quote(form.Word), Quote(form.Second)]);

    private static string In(TextField field, SearchKind kind, string text) => (field, kind) switch
    {
        (TextField.Any or TextField.Genre, _) => text,
        (TextField.Name, _) or (TextField.Artist, SearchKind.Artist) or (TextField.Album, SearchKind.Album) => $"name : ({text})",
        (TextField.Artist, _) => $"artist : ({text})",
        _ => $"album : ({text})",
    };

    private static IEnumerable<string> Facets(SearchQuery query, DateOnly today)
    {
        if (query.Years is { } years && years.To - years.From < MostYears)
            yield return Any([.. Enumerable.Range(years.From, years.To - years.From + 1).Select(year => Quote(SqliteSearchSchema.YearFacet(year)))]);
        if (query.IsNew)
        {
            yield return Any([.. Enumerable.Range(0, (Searcher.NewForDays / 7) + 1)
                .Select(week => Quote(SqliteSearchSchema.WeekFacet(today.AddDays(-7 * week))))]);
        }
    }

    private static string All(IReadOnlyList<string> parts) => Join(parts, " AND ");

    private static string Any(IReadOnlyList<string> parts) => Join(parts, " OR ");

    private static string Join(IReadOnlyList<string> parts, string by)
    {
        if (parts.Count == 1)
            return parts[0];
        var text = new StringBuilder("(");
        for (var i = 0; i < parts.Count; i++)
            text.Append(i == 0 ? "" : by).Append(parts[i]);
        return text.Append(')').ToString();
    }

    // No word ever holds a quote: folding leaves none in it.
    private static string Quote(string word) => $"\"{word}\"";
}
