using Spotify.Core.Recommendations.Vectors;

namespace Spotify.Core.Recommendations.Lists;

/// <summary>Parts of a listener's taste: his tracks grouped by direction (spherical k-means, begun by k-means++ of Arthur and Vassilvitskii 2007).</summary>
internal static class TasteClusters
{
    private const int Rounds = 25;

    /// <summary>Groups tracks; those without a vector go to no group.</summary>
    /// <param name="tracks">The tracks, most liked first; they weigh alike.</param>
    /// <param name="most">The most groups.</param>
    /// <param name="random">Where groups begin.</param>
    /// <returns>The groups, the largest first, none empty; places in <paramref name="tracks"/> in their order.</returns>
    public static IReadOnlyList<TasteCluster> Of(IReadOnlyList<Candidate> tracks, int most, SeededRandom random)
    {
        var dimensions = tracks.Select(track => track.Vector.Length).DefaultIfEmpty().Max();
        var units = tracks.Select((track, at) => (At: at, Unit: Directions.Unit(track.Vector.Span))).Where(one => one.Unit.Length == dimensions && dimensions > 0).ToList();
        if (units.Count == 0)
            return [];
        var centres = Begin([.. units.Select(one => one.Unit)], Math.Min(most, units.Count), random);
        var places = new int[units.Count];
        for (var round = 0; round < Rounds; round++)
        {
            var moved = false;
            for (var i = 0; i < units.Count; i++)
            {
                var nearest = Enumerable.Range(0, centres.Count).MaxBy(centre => Directions.Dot(centres[centre], units[i].Unit));
                moved |= nearest != places[i];
                places[i] = nearest;
            }

            for (var centre = 0; centre < centres.Count; centre++)
            {
                var sum = new float[dimensions];
                for (var i = 0; i < units.Count; i++)
                {
                    for (var d = 0; places[i] == centre && d < dimensions; d++)
                        sum[d] += units[i].Unit[d];
                }

                if (Directions.Unit(sum) is { Length: > 0 } middle)
                    centres[centre] = middle;
            }

            if (!moved && round > 0)
                break;
        }

        return
        [
            .. Enumerable.Range(0, centres.Count)
                .Select(centre => new TasteCluster(centres[centre], [.. Enumerable.Range(0, units.Count).Where(i => places[i] == centre).Select(i => units[i].At)]))
                .Where(cluster => cluster.Members.Count > 0).OrderByDescending(cluster => cluster.Members.Count).ThenBy(cluster => cluster.Members[0]),
        ];
    }

    private static List<float[]> Begin(List<float[]> units, int count, SeededRandom random)
    {
        List<float[]> centres = [units[0]];
        while (centres.Count < count)
        {
            var far = units.Select(unit => Math.Max(0, 1 - centres.Max(centre => Directions.Dot(centre, unit)))).ToArray();
            var point = random.NextDouble() * far.Sum();
            if (far.Max() < 1e-6)
                break;
            var at = Array.FindIndex(far, share => share > 0 && (point -= share) < 0);
            centres.Add(units[at < 0 ? Array.IndexOf(far, far.Max()) : at]);
        }

        return centres;
    }
}

/// <summary>One part of a taste.</summary>
/// <param name="Centre">Its direction.</param>
/// <param name="Members">Places of its tracks.</param>
internal sealed record TasteCluster(float[] Centre, IReadOnlyList<int> Members);
