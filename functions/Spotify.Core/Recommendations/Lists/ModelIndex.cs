using Spotify.Core.Catalog;
using Spotify.Core.Recommendations.Model;

namespace Spotify.Core.Recommendations.Lists;

/// <summary>
/// The tracks of a model by artist, by genre and by how new they are, so that no request looks through the whole catalogue. Made once when a model begins to serve; licences are looked up by
/// row, where the catalogue keeps them for each market.
/// </summary>
public sealed class ModelIndex
{
    /// <summary>How many of the newest tracks are known as such: what came out before them is no news to anybody.</summary>
    public const int MostFresh = 50_000;

    private readonly Dictionary<string, int[]> _ofArtist;
    private readonly Dictionary<string, int[]> _ofGenre;
    private readonly int[] _fresh;
    private readonly Lazy<ArtistVectors> _artists;

    /// <summary>Makes the index.</summary>
    /// <param name="model">The model.</param>
    public ModelIndex(RecommendationModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Model = model;
        var all = model.Catalogue.All;
        int[] rows = [.. Enumerable.Range(0, all.Count).OrderByDescending(row => all[row].Popularity).ThenBy(row => row)];
        _ofArtist = Group(rows, row => all[row].Artists);
        _ofGenre = Group(rows, row => all[row].Genres.Select(GenreName.SlugOf));
        _fresh = [.. rows.OrderByDescending(row => all[row].Released).ThenByDescending(row => all[row].Popularity).ThenBy(row => row).Take(MostFresh)];
        _artists = new Lazy<ArtistVectors>(() => new ArtistVectors(model, _ofArtist));
        Search = new CandidateSearch(this);
    }

    /// <summary>The model.</summary>
    public RecommendationModel Model { get; }

    /// <summary>Finds what may go onto lists.</summary>
    public CandidateSearch Search { get; }

    /// <summary>Artists by what their listeners have in common.</summary>
    public ArtistVectors Artists => _artists.Value;

    /// <summary>Every artist and his rows.</summary>
    public IReadOnlyDictionary<string, int[]> ByArtist => _ofArtist;

    /// <summary>Every genre, as addresses name it, and its rows.</summary>
    public IReadOnlyDictionary<string, int[]> ByGenre => _ofGenre;

    /// <summary>Rows of an artist's tracks, the most popular first; none where the model knows no such artist.</summary>
    /// <param name="artist">The artist's id.</param>
    public IReadOnlyList<int> OfArtist(string artist) => _ofArtist.GetValueOrDefault(artist) ?? [];

    /// <summary>Rows of a genre's tracks, the most popular first.</summary>
    /// <param name="genre">As addresses name it.</param>
    public IReadOnlyList<int> OfGenre(string genre) => _ofGenre.GetValueOrDefault(genre) ?? [];

    /// <summary>Rows of tracks that came out on a day or after it, the newest first.</summary>
    /// <param name="day">The day.</param>
    public IEnumerable<int> Since(DateOnly day) => _fresh.TakeWhile(row => Model.Catalogue[row].Released >= day);

    /// <summary>What an artist is called; null where the model does not know him.</summary>
    /// <param name="artist">The artist's id.</param>
    public string? NameOf(string artist) => OfArtist(artist) is [var row, ..] ? Model.CandidateOf(row).NameOf(artist) : null;

    private static Dictionary<string, int[]> Group(int[] rows, Func<int, IEnumerable<string>> keys)
    {
        var groups = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            foreach (var key in keys(row).Distinct(StringComparer.Ordinal))
                (groups.TryGetValue(key, out var group) ? group : groups[key] = []).Add(row);
        }

        return groups.ToDictionary(group => group.Key, group => group.Value.ToArray(), StringComparer.Ordinal);
    }
}
