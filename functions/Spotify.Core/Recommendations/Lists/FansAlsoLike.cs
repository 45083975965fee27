namespace Spotify.Core.Recommendations.Lists;

/// <summary>Finds artists whose listeners are an artist's listeners too: cosine of co-listening, drawn toward nothing where few listeners say it.</summary>
public static class FansAlsoLike
{
    /// <summary>What listeners must outweigh: with so many in common, a likeness counts half.</summary>
    public const double Shrinkage = 10;

    /// <summary>Ranks other artists.</summary>
    /// <param name="artist">The artist.</param>
    /// <param name="listeners">For each listener his artists; one who likes more than <paramref name="widest"/> says nothing (a bot, a shop), so that no one of them moves much.</param>
    /// <param name="most">The most artists, 1 or more.</param>
    /// <param name="widest">The most artists of a listener who counts.</param>
    /// <returns>Artists, the nearest first; equal ones by id.</returns>
    public static IReadOnlyList<string> Of(string artist, IEnumerable<IReadOnlySet<string>> listeners, int most, int widest = 1_000)
    {
        ArgumentNullException.ThrowIfNull(listeners);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        var (fans, all, together) = (0, new Dictionary<string, int>(StringComparer.Ordinal), new Dictionary<string, int>(StringComparer.Ordinal));
        foreach (var artists in listeners.Where(artists => artists.Count <= widest))
        {
            var isFan = artists.Contains(artist);
            fans += isFan ? 1 : 0;
            foreach (var other in artists)
            {
                all[other] = all.GetValueOrDefault(other) + 1;
                if (isFan && other != artist)
                    together[other] = together.GetValueOrDefault(other) + 1;
            }
        }

        return
        [
            .. together.Select(one => (one.Key, Likeness: one.Value / Math.Sqrt((double)fans * all[one.Key]) * one.Value / (one.Value + Shrinkage)))
                .OrderByDescending(one => one.Likeness).ThenBy(one => one.Key, StringComparer.Ordinal).Take(most).Select(one => one.Key),
        ];
    }
}
