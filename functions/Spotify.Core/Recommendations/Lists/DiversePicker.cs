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
        var (likeness, compared) = (new double[scored.Count], new int[scored.Count]);
        var open = new bool[scored.Count];
        Array.Fill(open, true);
        var picked = new List<int>(count);
        while (picked.Count < count)
        {
            var (best, worth) = (-1, double.NegativeInfinity);
            for (var i = 0; i < open.Length; i++)
            {
                // Likeness only grows: a track that falls behind by what is known of it so far need not be compared with the rest.
                if (!open[i] || Worth(i) <= worth)
                    continue;
                for (; compared[i] < picked.Count; compared[i]++)
                    likeness[i] = Math.Max(likeness[i], Likeness(picked[compared[i]], i));
                if (Worth(i) > worth && (open[i] = cap.Fits(scored[i].Candidate)))
                    (best, worth) = (i, Worth(i));
            }

            if (best < 0)
                break;
            open[best] = false;
            cap.Take(scored[best].Candidate);
            picked.Add(best);
        }

        return picked;

        double Worth(int i) => (relevance * scored[i].Score) - ((1 - relevance) * likeness[i]);

        double Likeness(int one, int other) => Math.Max(Directions.Dot(units[one], units[other]), scored[one].Candidate.SharesArtistWith(scored[other].Candidate) ? SameArtist : 0);
    }
}
