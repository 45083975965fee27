using Spotify.Core.Catalog;

namespace Spotify.Functions.Catalog;

/// <summary>An artist as he is stored: what his releases say, summed up by their years, and what he says of himself.</summary>
internal sealed record ArtistDocument : IShelfOwner<ArtistDocument>
{
    private const int MaxGenres = 10;

    public string Type { get; init; } = "artist";

    public int Schema { get; init; } = 1;

    public required string Name { get; init; }

    /// <summary>His shelf of albums, by the year of release.</summary>
    public IReadOnlyDictionary<string, ShelfSummary> Pieces { get; init; } = new Dictionary<string, ShelfSummary>();

    public ArtistProfile? Profile { get; init; }

    public ArtistDocument With(IReadOnlyDictionary<string, ShelfSummary> pieces) => this with { Pieces = pieces };

    public static string IdOf(string artistId) => "artist:" + artistId;

    /// <summary>The artist of a document.</summary>
    public static string ArtistOf(string documentId) => documentId["artist:".Length..];

    /// <summary>The artist; null where no release names him any more.</summary>
    public Artist? ToArtist(string id) => Pieces.Values.All(piece => piece.Counts.Count == 0)
        ? null
        : new Artist
        {
            Id = id,
            Name = Name,
            Genres =
            [
                .. Pieces.Values.SelectMany(piece => piece.Genres).GroupBy(genre => genre.Key, genre => genre.Value, StringComparer.Ordinal)
                    .OrderByDescending(genre => genre.Sum()).ThenBy(genre => genre.Key, StringComparer.Ordinal).Take(MaxGenres).Select(genre => genre.Key),
            ],
            CoverBlob = Pieces.Where(piece => piece.Value.Cover is not null).OrderByDescending(piece => piece.Key, StringComparer.Ordinal).FirstOrDefault().Value?.Cover,
            IsVerified = Profile?.IsVerified ?? false,
            Biography = Profile?.Biography ?? "",
            Links = Profile?.Links ?? [],
        };
}

/// <summary>What an artist says of himself.</summary>
/// <param name="Biography">Plain text.</param>
/// <param name="Links">Addresses.</param>
/// <param name="IsVerified">Whether he has said something himself.</param>
/// <param name="At">When it was said.</param>
internal sealed record ArtistProfile(string Biography, IReadOnlyList<string> Links, bool IsVerified, DateTimeOffset At);
