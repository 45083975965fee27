using Spotify.Core.Catalog;

namespace Spotify.Core.Recommendations.Lists;

/// <summary>What a new listener may pick from: artists and genres that are popular where he is, and as unlike each other as that allows.</summary>
public static class FirstChoices
{
    /// <summary>Artists that are shown.</summary>
    public const int Artists = 30;

    /// <summary>Genres that are shown.</summary>
    public const int Genres = 20;

    // So many of the most popular tracks are looked at, and so many artists of them.
    private const int Tracks = 2_000;
    private const int Pool = 300;
    private const double OfChart = 100;
    private const double Unlike = 0.5;

    /// <summary>Artists to pick from: again and again the one who is most popular for being unlike those before him, by who listens to them and by genre.</summary>
    /// <param name="index">The model's tracks.</param>
    /// <param name="charted">Rows of the country's chart, most played first.</param>
    /// <param name="open">Whether a track may be put before the listener.</param>
    public static IReadOnlyList<string> ArtistsOf(ModelIndex index, IReadOnlyList<int> charted, Func<int, bool> open)
    {
        ArgumentNullException.ThrowIfNull(index);
        var worth = WorthOf(index, charted, open, row => index.Model.Catalogue[row].Artists.Take(1));
        var pool = worth.OrderByDescending(one => one.Value).ThenBy(one => one.Key, StringComparer.Ordinal).Take(Pool).Select(one => one.Key).ToList();
        if (pool.Count == 0)
            return [];
        var most = worth[pool[0]];
        var genres = pool.ToDictionary(artist => artist, artist => index.OfArtist(artist).SelectMany(row => index.Model.Catalogue[row].Genres).FirstOrDefault() ?? "", StringComparer.Ordinal);
        var (chosen, alike, counts) = (new List<string>(), pool.ToDictionary(artist => artist, _ => 0.0, StringComparer.Ordinal), new Dictionary<string, int>(StringComparer.Ordinal));
        while (chosen.Count < Artists && pool.Count > 0)
        {
            var next = pool.MaxBy(artist => (worth[artist] / most) - (Unlike * alike[artist]) - (Unlike * counts.GetValueOrDefault(genres[artist]) / (1 + chosen.Count)))!;
            pool.Remove(next);
            chosen.Add(next);
            counts[genres[next]] = counts.GetValueOrDefault(genres[next]) + 1;
            foreach (var other in pool)
                alike[other] = Math.Max(alike[other], index.Artists.Likeness(next, other));
        }

        return chosen;
    }

    /// <summary>Genres to pick from, the most popular first, as addresses name them.</summary>
    /// <param name="index">The model's tracks.</param>
    /// <param name="charted">Rows of the country's chart, most played first.</param>
    /// <param name="open">Whether a track may be put before the listener.</param>
    public static IReadOnlyList<string> GenresOf(ModelIndex index, IReadOnlyList<int> charted, Func<int, bool> open)
    {
        ArgumentNullException.ThrowIfNull(index);
        return
        [
            .. WorthOf(index, charted, open, row => index.Model.Catalogue[row].Genres.Select(GenreName.SlugOf))
                .OrderByDescending(one => one.Value).ThenBy(one => one.Key, StringComparer.Ordinal).Take(Genres).Select(one => one.Key),
        ];
    }

    private static Dictionary<string, double> WorthOf(ModelIndex index, IReadOnlyList<int> charted, Func<int, bool> open, Func<int, IEnumerable<string>> keys)
    {
        ArgumentNullException.ThrowIfNull(charted);
        var worth = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (place, row) in charted.Where(open).Index())
            Add(row, OfChart / (1 + place));
        foreach (var row in index.Model.ByPopularity.Where(open).Take(Tracks))
            Add(row, index.Model.Catalogue[row].Popularity);
        // Where nobody has played anything yet, what is newest.
        foreach (var row in worth.Count > 0 ? [] : index.Since(DateOnly.MinValue).Where(open).Take(Tracks))
            Add(row, 1);
        return worth;

        void Add(int row, double points)
        {
            foreach (var key in keys(row).Distinct(StringComparer.Ordinal))
                worth[key] = worth.GetValueOrDefault(key) + points;
        }
    }
}
