using Spotify.Core.Recommendations.Model;

namespace Spotify.Core.Recommendations.Lists;

/// <summary>What a listener says that he likes before he has played much: artists and genres that he picked.</summary>
public sealed record TastePicks
{
    /// <summary>The most artists.</summary>
    public const int MostArtists = 50;

    /// <summary>The most genres.</summary>
    public const int MostGenres = 20;

    // Of each pick so many tracks count as liked, and so many may come onto lists.
    private const int LikedOfArtist = 5;
    private const int LikedOfGenre = 10;
    private const int TracksOfArtist = 20;
    private const int TracksOfGenre = 60;

    // Beside 1.58, which one track heard to its end weighs (Confidence).
    private const float ArtistWeight = 1;
    private const float GenreWeight = 0.5f;

    /// <summary>Nothing was picked.</summary>
    public static TastePicks None { get; } = new();

    /// <summary>Ids of artists.</summary>
    public IReadOnlyList<string> Artists { get; init; } = [];

    /// <summary>Genres, as addresses name them.</summary>
    public IReadOnlyList<string> Genres { get; init; } = [];

    /// <summary>Whether nothing was picked.</summary>
    public bool IsEmpty => Artists.Count == 0 && Genres.Count == 0;

    /// <summary>
    /// What picks count as: the most popular tracks of each, as if they were liked, less and less the more the listener has heard: half after <see cref="Welcome.Enough"/> tracks.
    /// </summary>
    /// <param name="index">The model's tracks.</param>
    /// <param name="heard">How many tracks the listener has heard.</param>
    public IReadOnlyList<WeightedTrack> Liked(ModelIndex index, int heard)
    {
        ArgumentNullException.ThrowIfNull(index);
        var faded = Faded(heard);
        var ofArtists = Artists.SelectMany(artist => index.OfArtist(artist).Take(LikedOfArtist)).Select(row => (Row: row, Weight: ArtistWeight));
        var ofGenres = Genres.SelectMany(genre => index.OfGenre(genre).Take(LikedOfGenre)).Select(row => (Row: row, Weight: GenreWeight));
        return [.. ofArtists.Concat(ofGenres).GroupBy(one => one.Row).OrderBy(group => group.Key)
            .Select(group => new WeightedTrack(index.Model.Catalogue.Rows[group.Key], faded * group.Max(one => one.Weight)))];
    }

    /// <summary>Rows of tracks of what was picked, the most popular of each.</summary>
    /// <param name="index">The model's tracks.</param>
    public IEnumerable<int> Rows(ModelIndex index)
    {
        ArgumentNullException.ThrowIfNull(index);
        return Artists.SelectMany(artist => index.OfArtist(artist).Take(TracksOfArtist)).Concat(Genres.SelectMany(genre => index.OfGenre(genre).Take(TracksOfGenre))).Distinct();
    }

    /// <summary>Why a track fits: the picked artist whom it names, or the picked genre that it is of; null where it is of neither.</summary>
    /// <param name="index">The model's tracks.</param>
    /// <param name="row">The track's row.</param>
    public ListReason? ReasonFor(ModelIndex index, int row)
    {
        ArgumentNullException.ThrowIfNull(index);
        var fact = index.Model.Catalogue[row];
        if (fact.Artists.FirstOrDefault(Artists.Contains) is { } artist)
            return new ListReason(ReasonKind.Picked, Reasons.UriOfArtist(artist), index.NameOf(artist));
        return fact.Genres.FirstOrDefault(genre => Genres.Contains(Catalog.GenreName.SlugOf(genre))) is { } name
            ? new ListReason(ReasonKind.Picked, "spotify:genre:" + Catalog.GenreName.SlugOf(name), name) : null;
    }

    /// <summary>What is left of a first impression after so many tracks.</summary>
    internal static float Faded(int heard) => Welcome.Enough / (float)(Welcome.Enough + Math.Max(0, heard));
}
