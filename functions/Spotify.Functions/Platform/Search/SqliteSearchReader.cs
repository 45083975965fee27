using Microsoft.Data.Sqlite;
using Spotify.Core.Search;
using Spotify.Sqlite;

namespace Spotify.Functions.Platform.Search;

/// <summary>
/// Answers one query. Candidates come from four places: items of exactly that name, the most popular items that hold every word, items whose name or words are close to
/// what was typed where those are few, and items that lack a word where there are none. They are ranked together, a few hundred at the most.
/// </summary>
internal sealed class SqliteSearchReader(SqliteSession session, SearchMemory memory, MarketSets markets, Searcher searcher)
{
    /// <summary>How many of the most popular candidates are ranked by how well they answer; what comes after them is ranked by popularity alone.</summary>
    internal const int Window = 256;

    private const int CorrectedWindow = 128;
    private const int SuggestWindow = 48;
    private const int ExactWindow = 64;
    private const int NamesTried = 200;
    private const int ItemsPerName = 8;

    // With this many answers that hold every word as typed, nobody asks whether something else was meant.
    private const int Enough = 8;

    private const int EnoughOfSeveral = 3;

    // How many items are looked at for the ones that a filter lets pass.
    private const int MostLookedAt = 20_000;

    private const string Columns =
        """
        items.rank, items.id, items.markets, items.year, items.released, items.popularity, items.language, items.artist_ids, items.name_terms, items.artist_terms,
        items.album_terms, items.genre_terms, items.name, items.artists
        """;

    public IReadOnlyList<SearchHits> Search(SearchRequest request)
    {
        var plan = QueryPlan.Of(request.Query, memory.Words, lastIsPrefix: true);
        return [.. request.Kinds.Select(kind => Search(plan, kind, request))];
    }

    public IReadOnlyList<SearchSuggestion> Suggest(SuggestRequest request)
    {
        var plan = QueryPlan.Of(SearchQuery.Parse(request.Text), memory.Words, lastIsPrefix: true);
        var found = new List<(Candidate Candidate, double Score)>();
        foreach (var kind in request.Kinds.Where(plan.Query.Concerns))
        {
            var candidates = new Candidates(SuggestWindow);
            AddExact(candidates, plan, kind);
            AddMatches(candidates, Fts5Expression.Strict(plan, kind, searcher.Today), plan.Query, kind, SuggestWindow);
            found.AddRange(Rank(candidates, plan, kind));
        }

        if (found.Count < request.Limit)
        {
            plan.Correct();
            found.Clear();
            foreach (var kind in request.Kinds.Where(plan.Query.Concerns))
            {
                var candidates = new Candidates(SuggestWindow);
                AddExact(candidates, plan, kind);
                AddNames(candidates, plan, kind, NamesTried / 4);
                AddMatches(candidates, Fts5Expression.CorrectedWhole(plan, kind, searcher.Today), plan.Query, kind, SuggestWindow);
                found.AddRange(Rank(candidates, plan, kind));
            }
        }

        var seen = new HashSet<(SearchKind, string, string)>();
        return
        [
            .. found.OrderByDescending(one => one.Score * WorthOf(one.Candidate.Kind)).ThenBy(one => one.Candidate.Rank)
                .Where(one => seen.Add((one.Candidate.Kind, one.Candidate.Terms.Name, one.Candidate.Terms.Artist)))
                .Take(request.Limit)
                .Select(one => new SearchSuggestion(one.Candidate.Kind, one.Candidate.Id, one.Candidate.Name, one.Candidate.Artists)),
        ];
    }

    /// <summary>What is typed first is more often somebody's name than a title.</summary>
    private static double WorthOf(SearchKind kind) => kind switch
    {
        SearchKind.Artist => 1.1,
        SearchKind.Track => 1,
        _ => 0.95,
    };

    private SearchHits Search(QueryPlan plan, SearchKind kind, SearchRequest request)
    {
        if (!plan.Query.Concerns(kind))
            return new SearchHits(kind, [], 0);
        var wanted = Math.Min(request.Offset + request.Limit, SearchRequest.Depth);
        var candidates = new Candidates(Window);
        AddExact(candidates, plan, kind);
        var strict = Fts5Expression.Strict(plan, kind, searcher.Today);
        var isCodeQuery = plan.Query.Isrc is not null || plan.Query.Upc is not null;
        var isMore = false;
        if (!isCodeQuery)
        {
            isMore = strict is null && plan.Words.Count == 0
                ? AddAll(candidates, plan.Query, kind, Math.Max(Window, wanted))
                : AddMatches(candidates, strict, plan.Query, kind, Math.Max(Window, wanted));
            if (candidates is { Count: < Enough, HasExact: false } && plan.Words.Count > 0)
                AddCorrected(candidates, plan, kind);
        }

        var ranked = Rank(candidates, plan, kind);
        var total = strict is not null && (isMore || candidates.Unscored.Count > 0) ? Math.Max(ranked.Count, Count(strict, plan.Query, kind)) : ranked.Count;
        return new SearchHits(
            kind,
            [.. ranked.Skip(request.Offset).Take(Math.Max(0, wanted - request.Offset)).Select(one => new SearchHit(one.Candidate.Id, one.Score))],
            Math.Min(total, SearchRequest.Depth));
    }

    private void AddCorrected(Candidates candidates, QueryPlan plan, SearchKind kind)
    {
        var isFoundAsTyped = candidates.Count > 0;
        plan.Correct();
        AddNames(candidates, plan, kind, NamesTried);
        AddMatches(candidates, Fts5Expression.Corrected(plan, kind, searcher.Today), plan.Query, kind, CorrectedWindow);
        // Of several words that were all found in one item, corrected, that item is very likely meant; one word alone has many neighbours.
        if (!isFoundAsTyped && candidates.Count < (plan.Words.Count == 1 ? Enough : EnoughOfSeveral))
        {
            plan.CorrectWidely();
            AddNames(candidates, plan, kind, NamesTried);
            AddMatches(candidates, Fts5Expression.CorrectedWhole(plan, kind, searcher.Today), plan.Query, kind, CorrectedWindow);
        }

        if (candidates.Count == 0)
            AddMatches(candidates, Fts5Expression.Relaxed(plan, kind, searcher.Today), plan.Query, kind, CorrectedWindow);
    }

    private List<(Candidate Candidate, double Score)> Rank(Candidates candidates, QueryPlan plan, SearchKind kind)
    {
        var scorer = new SearchScorer(plan);
        var ranked = new List<(Candidate Candidate, double Score)>(candidates.Count);
        foreach (var candidate in candidates.Scored)
        {
            var standing = new ItemStanding(candidate.Popularity, candidate.IsExact, IsFavourite(candidate), candidate.Language is { } language && searcher.Languages.Contains(language));
            if (scorer.Score(candidate.Terms, standing, namesItself: kind == SearchKind.Artist) is var score and > 0)
                ranked.Add((candidate, score));
        }

        ranked.Sort(static (one, other) => other.Score.CompareTo(one.Score) is var order and not 0 ? order : one.Candidate.Rank.CompareTo(other.Candidate.Rank));
        ranked.AddRange(candidates.Unscored.Select(candidate => (candidate, 0.0)));
        return ranked;
    }

    private bool IsFavourite(Candidate candidate)
    {
        if (searcher.Favourites.Count == 0)
            return false;
        if (candidate.Kind == SearchKind.Artist)
            return searcher.Favourites.Contains(candidate.Id);
        return candidate.ArtistIds.Length > 0 && Array.Exists(candidate.ArtistIds.Split(' '), searcher.Favourites.Contains);
    }

    private void AddExact(Candidates candidates, QueryPlan plan, SearchKind kind)
    {
        foreach (var name in plan.ExactNames)
            AddNamed(candidates, ItemTerms.HashOf(name), plan.Query, kind, ExactWindow, isExact: true);
        if (plan.Query.Isrc is { } isrc)
            AddNamed(candidates, ItemTerms.HashOfCode("isrc", isrc), plan.Query, kind, ExactWindow, isExact: true);
        if (plan.Query.Upc is { } upc)
            AddNamed(candidates, ItemTerms.HashOfCode("upc", upc), plan.Query, kind, ExactWindow, isExact: true);
    }

    private void AddNames(Candidates candidates, QueryPlan plan, SearchKind kind, int most)
    {
        foreach (var name in plan.CorrectedNames(most))
            AddNamed(candidates, ItemTerms.HashOf(name), plan.Query, kind, ItemsPerName, isExact: false);
    }

    private void AddNamed(Candidates candidates, long name, SearchQuery query, SearchKind kind, int most, bool isExact)
    {
        if (!memory.MayHold(name))
            return;
        using var reader = session.Command(
            $"SELECT {Columns} FROM names CROSS JOIN items ON items.rank = names.rank WHERE names.name = $1 AND names.rank BETWEEN $2 AND $3 ORDER BY names.rank",
            name,
            FirstRank(query, kind),
            SqliteSearchSchema.LastRank(kind)).ExecuteReader();
        for (var taken = 0; taken < most && reader.Read();)
        {
            if (Passes(reader, query) && candidates.Add(reader, kind, isExact, isNamed: true))
                taken++;
        }
    }

    /// <returns>Whether there are more than were taken.</returns>
    private bool AddMatches(Candidates candidates, string? expression, SearchQuery query, SearchKind kind, int most)
    {
        if (expression is null)
            return false;
        using var reader = session.Command(
            $"""
            SELECT {Columns} FROM words CROSS JOIN items ON items.rank = words.rowid
            WHERE words MATCH $1 AND words.rowid >= $2 AND words.rowid <= $3 ORDER BY words.rowid
            """,
            expression,
            FirstRank(query, kind),
            SqliteSearchSchema.LastRank(kind)).ExecuteReader();
        return Take(candidates, reader, query, kind, most);
    }

    /// <returns>Whether there are more than were taken.</returns>
    private bool AddAll(Candidates candidates, SearchQuery query, SearchKind kind, int most)
    {
        if (!query.HasFilters)
            return false;
        using var reader = session.Command(
            $"SELECT {Columns} FROM items WHERE rank BETWEEN $1 AND $2 ORDER BY rank", FirstRank(query, kind), SqliteSearchSchema.LastRank(kind)).ExecuteReader();
        return Take(candidates, reader, query, kind, most);
    }

    private bool Take(Candidates candidates, SqliteDataReader reader, SearchQuery query, SearchKind kind, int most)
    {
        var taken = 0;
        for (var seen = 0; seen < MostLookedAt && reader.Read(); seen++)
        {
            if (!Passes(reader, query))
                continue;
            if (taken == most)
                return true;
            candidates.Add(reader, kind, isExact: false, isNamed: false);
            taken++;
        }

        return false;
    }

    private int Count(string expression, SearchQuery query, SearchKind kind) => (int)session.Scalar<long>(
        "SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH $1 AND rowid >= $2 AND rowid <= $3 LIMIT $4)",
        expression,
        FirstRank(query, kind),
        SqliteSearchSchema.LastRank(kind),
        SearchRequest.Depth);

    private static long FirstRank(SearchQuery query, SearchKind kind) => SqliteSearchSchema.FirstRank(kind, query.IsHipster ? Searcher.HipsterBelow - 1 : 100);

    /// <summary>Whether an item is available to the searcher, and came out when it should.</summary>
    private bool Passes(SqliteDataReader reader, SearchQuery query)
    {
        if (searcher.Market is { } market && !markets.Has(reader.GetInt64(2), market))
            return false;
        if (query.Years is { } years && (reader.IsDBNull(3) || !years.Contains(reader.GetInt32(3))))
            return false;
        return !query.IsNew || (!reader.IsDBNull(4) && searcher.Today.DayNumber - reader.GetInt32(4) is >= 0 and < Searcher.NewForDays);
    }

    private sealed record Candidate(
        SearchKind Kind, long Rank, string Id, int Popularity, string? Language, string ArtistIds, ItemTerms Terms, string Name, string Artists)
    {
        public bool IsExact { get; set; }
    }

    /// <summary>What may be an answer, each item once.</summary>
    private sealed class Candidates(int window)
    {
        private readonly Dictionary<long, Candidate> _byRank = [];
        private int _matched;

        public int Count => _byRank.Count;

        /// <summary>Whether any has exactly the name that was typed.</summary>
        public bool HasExact { get; private set; }

        /// <summary>What is ranked by how well it answers.</summary>
        public List<Candidate> Scored { get; } = [];

        /// <summary>What comes after them, in the order of popularity.</summary>
        public List<Candidate> Unscored { get; } = [];

        /// <returns>False where it is there already.</returns>
        public bool Add(SqliteDataReader reader, SearchKind kind, bool isExact, bool isNamed)
        {
            // Whether an item is within the window must not depend on how far a page looks: it is counted before it is known whether it came from elsewhere.
            var isScored = isNamed || ++_matched <= window;
            HasExact |= isExact;
            var rank = reader.GetInt64(0);
            if (_byRank.TryGetValue(rank, out var known))
            {
                known.IsExact |= isExact;
                return false;
            }

            var candidate = new Candidate(
                kind,
                rank,
                reader.GetString(1),
                reader.GetInt32(5),
                reader.IsDBNull(6) ? null : reader.GetString(6),
                reader.GetString(7),
                new ItemTerms(reader.GetString(8), reader.GetString(9), reader.GetString(10), reader.GetString(11)),
                reader.GetString(12),
                reader.GetString(13))
            {
                IsExact = isExact,
            };
            _byRank.Add(rank, candidate);
            (isScored ? Scored : Unscored).Add(candidate);
            return true;
        }
    }
}
