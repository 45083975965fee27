using Spotify.Core.Recommendations.Blend;
using Spotify.Core.Recommendations.Vectors;

namespace Spotify.Core.Recommendations.Lists;

/// <summary>
/// Fills exploration slots by Thompson sampling whose probabilities are known. A track's chance of being liked is a Beta distribution: the listener's score as a prior, what was seen in
/// exploration slots added. Rounds of sampling give how often each track would win; the slot is then drawn from exactly those shares, mixed with a little of an even draw, so that the
/// propensity that is logged is the probability with which the track was drawn and none is too small to divide by.
/// </summary>
internal static class ExplorationPolicy
{
    /// <summary>Tracks to draw from, the best that are left.</summary>
    public const int Pool = 60;

    private const int Rounds = 64;
    private const double Even = 0.2;

    // What the score weighs, in plays seen.
    private const double Prior = 4;

    /// <summary>Draws tracks without putting any back.</summary>
    /// <param name="scored">Tracks to draw from, best first; those after <see cref="Pool"/> come in as others go.</param>
    /// <param name="count">How many are wanted.</param>
    /// <param name="cap">How many an artist may have; what is drawn counts.</param>
    /// <param name="random">The listener's sequence.</param>
    /// <returns>What was drawn, in the order of drawing; fewer than wanted where no more fit.</returns>
    public static List<Drawn> Draw(IReadOnlyList<Scored> scored, int count, ArtistCap cap, SeededRandom random)
    {
        var drawn = new List<Drawn>(count);
        var rest = scored.ToList();
        while (drawn.Count < count)
        {
            rest.RemoveAll(one => !cap.Fits(one.Candidate));
            if (rest.Count == 0)
                break;
            var shares = Shares(rest, random);
            var at = shares.Length - 1;
            for (var (i, point) = (0, random.NextDouble()); i < shares.Length; i++)
            {
                point -= shares[i];
                if (point < 0)
                {
                    at = i;
                    break;
                }
            }

            cap.Take(rest[at].Candidate);
            drawn.Add(new Drawn(rest[at], shares[at]));
            rest.RemoveAt(at);
        }

        return drawn;
    }

    /// <summary>The probability of each of the first tracks of being drawn; they come to 1.</summary>
    private static double[] Shares(List<Scored> rest, SeededRandom random)
    {
        var shares = new double[Math.Min(Pool, rest.Count)];
        Array.Fill(shares, Even / shares.Length);
        for (var round = 0; round < Rounds; round++)
        {
            var (winner, most) = (0, -1.0);
            for (var i = 0; i < shares.Length; i++)
            {
                var track = rest[i];
                var liked = Math.Clamp(track.Candidate.ExploredWell, 0, Math.Max(0, track.Candidate.Explored));
                var chance = Beta((Prior * track.Score) + liked, (Prior * (1 - track.Score)) + Math.Max(0, track.Candidate.Explored) - liked, random);
                if (chance > most)
                    (winner, most) = (i, chance);
            }

            shares[winner] += (1 - Even) / Rounds;
        }

        return shares;
    }

    private static double Beta(double liked, double not, SeededRandom random)
    {
        var x = Gamma(liked + 1, random);
        return x / (x + Gamma(not + 1, random));
    }

    /// <summary>Marsaglia and Tsang 2000, for shapes of 1 and more.</summary>
    private static double Gamma(double shape, SeededRandom random)
    {
        var d = shape - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var normal = random.NextGaussian();
            var v = 1 + (c * normal);
            if (v <= 0)
                continue;
            v = v * v * v;
            if (Math.Log(1 - random.NextDouble()) < (0.5 * normal * normal) + d - (d * v) + (d * Math.Log(v)))
                return d * v;
        }
    }

    /// <summary>A track that was drawn.</summary>
    /// <param name="Track">The track.</param>
    /// <param name="Propensity">How probable that was, given what was drawn before.</param>
    internal readonly record struct Drawn(Scored Track, double Propensity);
}
