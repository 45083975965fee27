using Spotify.Core.Search;

namespace Spotify.Functions.Platform.Search;

/// <summary>Who searches, as far as it changes what is found and in which order.</summary>
/// <param name="Market">The market in which what is found must be available, in capitals; null for anywhere.</param>
/// <param name="Languages">The listener's languages, ISO 639-1 in small letters.</param>
/// <param name="Favourites">Ids of artists whom the listener likes.</param>
/// <param name="Today">The date, for what is new.</param>
public sealed record Searcher(string? Market, IReadOnlySet<string> Languages, IReadOnlySet<string> Favourites, DateOnly Today)
{
    /// <summary>How long after its release an album is new.</summary>
    public const int NewForDays = 14;

    /// <summary>The popularity below which an album is among the least heard.</summary>
    public const int HipsterBelow = 10;
}

/// <summary>A query to an index.</summary>
/// <param name="Query">What is asked for.</param>
/// <param name="Kinds">Of which kinds, each once.</param>
/// <param name="Searcher">Who asks.</param>
/// <param name="Limit">How many items of each kind, at least 1.</param>
/// <param name="Offset">How many of the best are left out.</param>
public sealed record SearchRequest(SearchQuery Query, IReadOnlyList<SearchKind> Kinds, Searcher Searcher, int Limit, int Offset)
{
    /// <summary>How far a query is counted and paged: offset and limit together.</summary>
    public const int Depth = 1000;
}

/// <summary>An item that was found.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Score">How well it answers; only the order means anything.</param>
public sealed record SearchHit(string Id, double Score);

/// <summary>A page of what was found of one kind.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Items">The page, the best first.</param>
/// <param name="Total">How many there are, counted up to <see cref="SearchRequest.Depth"/>; of a great many, some may not be available in the market.</param>
public sealed record SearchHits(SearchKind Kind, IReadOnlyList<SearchHit> Items, int Total);

/// <summary>A question for names that begin so.</summary>
/// <param name="Text">What was typed so far.</param>
/// <param name="Kinds">Of which kinds, each once.</param>
/// <param name="Searcher">Who types.</param>
/// <param name="Limit">How many at the most, at least 1.</param>
public sealed record SuggestRequest(string Text, IReadOnlyList<SearchKind> Kinds, Searcher Searcher, int Limit);

/// <summary>A name that may be meant.</summary>
/// <param name="Kind">What it is the name of.</param>
/// <param name="Id">Its id.</param>
/// <param name="Name">The name.</param>
/// <param name="By">Who made it; empty for an artist.</param>
public sealed record SearchSuggestion(SearchKind Kind, string Id, string Name, string By);
