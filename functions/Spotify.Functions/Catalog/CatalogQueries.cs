namespace Spotify.Functions.Catalog;

/// <summary>Query parameters that many routes share, in the words of the API's description.</summary>
internal static class CatalogQueries
{
    public const string Market = "The country, ISO 3166-1 alpha-2; without it the listener's own.";

    public const string Limit = "At most so many items, 1 to 50.";

    public const string Offset = "From which place on, from 0.";

    public const string After = "Where the page begins, however the list has grown meanwhile: follow 'next' as it was given.";

    public const string Locale = "The language of names and a country, such as sv_SE; English where it is not known.";
}
