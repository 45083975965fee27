using Spotify.Core.Recommendations.Blend;

namespace Spotify.Core.Recommendations.Lists;

/// <summary>Picks by maximal marginal relevance (Carbonell and Goldstein 1998): each time the track with the best score less its likeness to what was picked before.</summary>
internal static class DiversePicker
{
    // Tracks of one artist are alike, whatever their vectors say.
    private const double SameArtist = 0.8;

    /// <summary>Picks tracks.</summary>
    /// <param name="scored">Tracks to pick from, best first.</param>
    /// <param name="count">How many are wanted.</param>
    /// <param name="cap">How many an artist may have; what is picked counts.</param>
    /// <param name="relevance">What the score says against likeness, 0 to 1; 1 picks by score alone.</param>
    /// <returns>Places in <paramref name="scored"/> in the order of picking; fewer than wanted where no more fit.</returns>
    public static List<int> Pick(IReadOnlyList<Scored> scored, int count, ArtistCap cap, double relevance)
    {
        var units = new float[scored.Count][];
        for (var i = 0; i < units.Length; i++)
            units[i] = Directions.Unit(scored[i].Candidate.Vector.Span);
        var likeness = new double[scored.Count];
        var open = new bool[scored.Count];
        Array.Fill(open, true);
        var picked = new List<int>(count);
        while (picked.Count < count)
        {
            var (best, worth) = (-1, double.NegativeInfinity);
            for (var i = 0; i < open.Length; i++)
            {
                var value = (relevance * scored[i].Score) - ((1 - relevance) * likeness[i]);
                if (open[i] && value > worth && (open[i] = cap.Fits(scored[i].Candidate)))
                    (best, worth) = (i, value);
            }

            if (best < 0)
                break;
            open[best] = false;
            cap.Take(scored[best].Candidate);
            picked.Add(best);
            for (var i = 0; i < open.Length; i++)
            {
                if (open[i])
                    likeness[i] = Math.Max(likeness[i], Likeness(scored[best].Candidate, units[best], scored[i].Candidate, units[i]));
            }
        }

        return picked;
    }

    private static double Likeness(Candidate one, float[] unit, Candidate other, float[] otherUnit) =>
        Math.Max(Directions.Dot(unit, otherUnit), one.Artists.Any(other.Artists.Contains) ? SameArtist : 0);
}
