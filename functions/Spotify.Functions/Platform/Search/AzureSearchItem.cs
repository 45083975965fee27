using System.Globalization;
using System.Text.Json.Serialization;
using Spotify.Core.Search;

namespace Spotify.Functions.Platform.Search;

/// <summary>
/// An item as AI Search keeps it. Words are folded and cut here, as for the index in SQLite, so that both find alike; the service is only told where they end.
/// </summary>
internal sealed record AzureSearchItem
{
    public const string EveryMarket = "*";

    [JsonPropertyName("key")]
    public required string Key { get; init; }

    [JsonPropertyName("kind")]
    public required string Kind { get; init; }

    [JsonPropertyName("id")]
    public required string Id { get; init; }

    [JsonPropertyName("title")]
    public required string Title { get; init; }

    [JsonPropertyName("by")]
    public required string By { get; init; }

    [JsonPropertyName("name_words")]
    public required string NameWords { get; init; }

    [JsonPropertyName("artist_words")]
    public required string ArtistWords { get; init; }

    [JsonPropertyName("album_words")]
    public required string AlbumWords { get; init; }

    [JsonPropertyName("genre_words")]
    public required string GenreWords { get; init; }

    /// <summary>Hashes of the whole names by which the item is found exactly, and of its codes.</summary>
    [JsonPropertyName("names")]
    public required IReadOnlyList<string> Names { get; init; }

    [JsonPropertyName("artist_ids")]
    public required IReadOnlyList<string> ArtistIds { get; init; }

    [JsonPropertyName("markets")]
    public required IReadOnlyList<string> Markets { get; init; }

    [JsonPropertyName("popularity")]
    public required int Popularity { get; init; }

    [JsonPropertyName("year")]
    public required int? Year { get; init; }

    [JsonPropertyName("released")]
    public required DateTimeOffset? Released { get; init; }

    [JsonPropertyName("language")]
    public required string? Language { get; init; }

    public static string KeyOf(SearchKey key) => $"{key.Kind.NameOf()}-{key.Id}";

    public static string NameOf(long hash) => hash.ToString("x16", CultureInfo.InvariantCulture);

    public static AzureSearchItem Of(SearchDocument item)
    {
        var terms = ItemTerms.Of(item);
        return new AzureSearchItem
        {
            Key = KeyOf(item.Key),
            Kind = item.Kind.NameOf(),
            Id = item.Id,
            Title = item.Name,
            By = string.Join(", ", item.Artists),
            NameWords = terms.Name.Replace(ItemTerms.Bar, ' '),
            ArtistWords = terms.Artist.Replace(ItemTerms.Bar, ' '),
            AlbumWords = terms.Album.Replace(ItemTerms.Bar, ' '),
            GenreWords = terms.Genre.Replace(ItemTerms.Bar, ' '),
            Names = [.. ItemTerms.ExactNamesOf(item).Order().Select(NameOf)],
            // An artist is its own: who likes it finds it first.
            ArtistIds = item.Kind == SearchKind.Artist ? [item.Id] : item.ArtistIds,
            Markets = item.Markets ?? [EveryMarket],
            Popularity = Math.Clamp(item.Popularity, 0, 100),
            Year = item.ReleaseDate?.Year,
            Released = item.ReleaseDate is { } date ? new DateTimeOffset(date, TimeOnly.MinValue, TimeSpan.Zero) : null,
            Language = item.Language,
        };
    }
}
