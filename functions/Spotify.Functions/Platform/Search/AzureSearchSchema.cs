using Azure.Search.Documents.Indexes.Models;

namespace Spotify.Functions.Platform.Search;

/// <summary>The index in AI Search, as code: fields, analyzers, suggester and scoring profile.</summary>
internal static class AzureSearchSchema
{
    public const string Suggester = "names";

    public const string Profile = "popular-and-liked";

    /// <summary>The parameter of the profile that names the listener's artists.</summary>
    public const string FavouritesParameter = "favourites";

    /// <summary>The parameter of the profile that names the listener's languages.</summary>
    public const string LanguagesParameter = "languages";

    private const string Words = "folded-words";

    /// <summary>Fields of words, those that say most first.</summary>
    public static readonly IReadOnlyList<string> WordFields = ["name_words", "artist_words", "album_words"];

    public static SearchIndex Index(string name) => new(name)
    {
        Fields =
        {
            new SearchField("key", SearchFieldDataType.String) { IsKey = true },
            new SearchField("kind", SearchFieldDataType.String) { IsFilterable = true },
            new SearchField("id", SearchFieldDataType.String),
            // As they are written: the suggester reads these, and takes no analyzer but the service's own.
            new SearchField("title", SearchFieldDataType.String) { IsSearchable = true },
            new SearchField("by", SearchFieldDataType.String) { IsSearchable = true },
            WordField("name_words"),
            WordField("artist_words"),
            WordField("album_words"),
            WordField("genre_words"),
            new SearchField("names", SearchFieldDataType.Collection(SearchFieldDataType.String)) { IsSearchable = true, IsFilterable = true, IsHidden = true, AnalyzerName = LexicalAnalyzerName.Keyword },
            new SearchField("artist_ids", SearchFieldDataType.Collection(SearchFieldDataType.String)) { IsFilterable = true, IsHidden = true },
            new SearchField("markets", SearchFieldDataType.Collection(SearchFieldDataType.String)) { IsFilterable = true, IsHidden = true },
            new SearchField("popularity", SearchFieldDataType.Int32) { IsFilterable = true, IsSortable = true },
            new SearchField("year", SearchFieldDataType.Int32) { IsFilterable = true, IsHidden = true },
            new SearchField("released", SearchFieldDataType.DateTimeOffset) { IsFilterable = true, IsHidden = true },
            new SearchField("language", SearchFieldDataType.String) { IsFilterable = true, IsHidden = true },
        },
        Analyzers = { new CustomAnalyzer(Words, LexicalTokenizerName.Whitespace) { TokenFilters = { TokenFilterName.Lowercase } } },
        Suggesters = { new SearchSuggester(Suggester, "title", "by") },
        ScoringProfiles =
        {
            new ScoringProfile(Profile)
            {
                TextWeights = new TextWeights(new Dictionary<string, double> { ["names"] = 20, ["name_words"] = 4, ["artist_words"] = 3, ["album_words"] = 1 }),
                FunctionAggregation = ScoringFunctionAggregation.Sum,
                Functions =
                {
                    new MagnitudeScoringFunction("popularity", 2, new MagnitudeScoringParameters(0, 100) { ShouldBoostBeyondRangeByConstant = true })
                    {
                        Interpolation = ScoringFunctionInterpolation.Linear,
                    },
                    new TagScoringFunction("artist_ids", 1.5, new TagScoringParameters(FavouritesParameter)),
                    new TagScoringFunction("language", 1.05, new TagScoringParameters(LanguagesParameter)),
                },
            },
        },
    };

    private static SearchField WordField(string name) => new(name, SearchFieldDataType.String) { IsSearchable = true, IsHidden = true, AnalyzerName = Words };
}
