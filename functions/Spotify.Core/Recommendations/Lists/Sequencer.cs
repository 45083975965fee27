namespace Spotify.Core.Recommendations.Lists;

/// <summary>Puts tracks into an order that flows: tempo, key and energy change little from one to the next, and no artist follows himself where that can be helped.</summary>
public static class Sequencer
{
    // Each figure at its worst costs 1, but the same artist twice running costs more than any change of sound.
    private const double SameArtist = 4;
    private const double UnknownStep = 0.4;
    private const int Rounds = 20;

    /// <summary>Orders tracks: the first stays first; the nearest neighbour follows each time, then stretches are turned round as long as that makes the way shorter (2-opt).</summary>
    /// <param name="tracks">The tracks.</param>
    /// <returns>Places in <paramref name="tracks"/> in the order of playing.</returns>
    public static IReadOnlyList<int> Order(IReadOnlyList<Candidate> tracks)
    {
        ArgumentNullException.ThrowIfNull(tracks);
        var count = tracks.Count;
        var costs = new double[count, count];
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < i; j++)
                costs[i, j] = costs[j, i] = Cost(tracks[i], tracks[j]);
        }

        var way = Enumerable.Range(0, count).ToArray();
        for (var at = 1; at < count; at++)
        {
            var next = at;
            for (var other = at + 1; other < count; other++)
            {
                if (costs[way[at - 1], way[other]] < costs[way[at - 1], way[next]])
                    next = other;
            }

            (way[at], way[next]) = (way[next], way[at]);
        }

        for (var (round, shorter) = (0, true); shorter && round < Rounds; round++)
        {
            shorter = false;
            for (var from = 1; from < count - 1; from++)
            {
                for (var to = from + 1; to < count; to++)
                {
                    var before = costs[way[from - 1], way[from]] + (to + 1 < count ? costs[way[to], way[to + 1]] : 0);
                    var after = costs[way[from - 1], way[to]] + (to + 1 < count ? costs[way[from], way[to + 1]] : 0);
                    if (after >= before - 1e-9)
                        continue;
                    Array.Reverse(way, from, to - from + 1);
                    shorter = true;
                }
            }
        }

        return way;
    }

    /// <summary>How much one track jars after another: 0 for tracks that flow, 3 for ones that differ in all, more where they share an artist. The same both ways.</summary>
    public static double Cost(Candidate one, Candidate other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        var cost = Tempo(one.Tempo, other.Tempo) + (Camelot.Distance(one.Key, one.Mode, other.Key, other.Mode) ?? UnknownStep);
        cost += one.Energy is { } energy && other.Energy is { } otherEnergy ? Math.Min(1, Math.Abs(energy - otherEnergy)) : UnknownStep;
        return one.SharesArtistWith(other) ? cost + SameArtist : cost;
    }

    /// <summary>By octaves of tempo, of which a double one is the same beat: 0 for the same, 1 for half an octave off.</summary>
    private static double Tempo(double one, double other)
    {
        if (!(one > 0 && other > 0 && double.IsFinite(one) && double.IsFinite(other)))
            return UnknownStep;
        var octaves = Math.Abs(Math.Log2(one / other));
        return 2 * Math.Abs(octaves - Math.Round(octaves));
    }
}
