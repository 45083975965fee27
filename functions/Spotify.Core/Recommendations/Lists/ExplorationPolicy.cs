using Spotify.Core.Recommendations.Blend;
using Spotify.Core.Recommendations.Vectors;

namespace Spotify.Core.Recommendations.Lists;

/// <summary>
/// Fills exploration slots by Thompson sampling whose probabilities are known. A track's chance of being liked is a Beta distribution: the listener's score as a prior, what was seen in
/// exploration slots added. Rounds of sampling give how often each track would win; slots are then drawn from exactly those shares, mixed with a little of an even draw, so that the
/// propensity that is logged is the probability with which the track was drawn and none is too small to divide by.
/// </summary>
internal static class ExplorationPolicy
{
    /// <summary>Tracks to draw from, the best that are left.</summary>
    public const int Pool = 60;

    private const int Rounds = 32;
    private const double Even = 0.2;

    // What the score weighs, in plays seen.
    private const double Prior = 4;

    /// <summary>
    /// Draws tracks without putting any back: a third of them from those that nobody has played yet, where there are any, because by their score these would seldom come near, then the others
    /// from all that are left.
    /// </summary>
    /// <param name="scored">Tracks to draw from, best first; those after <see cref="Pool"/> come in where too few of the first fit.</param>
    /// <param name="count">How many are wanted.</param>
    /// <param name="cap">How many an artist may have; what is drawn counts.</param>
    /// <param name="random">The listener's sequence.</param>
    /// <returns>What was drawn, in the order of drawing; fewer than wanted where no more fit.</returns>
    public static List<Drawn> Draw(IReadOnlyList<Scored> scored, int count, ArtistCap cap, SeededRandom random)
    {
        var fresh = DrawFrom([.. scored.Where(one => one.Candidate.Collaborative is null)], count / 3, cap, random);
        var taken = fresh.Select(one => one.Track.Candidate.Track).ToHashSet();
        return [.. fresh, .. DrawFrom([.. scored.Where(one => !taken.Contains(one.Candidate.Track))], count - fresh.Count, cap, random)];
    }

    private static List<Drawn> DrawFrom(List<Scored> rest, int count, ArtistCap cap, SeededRandom random)
    {
        var drawn = new List<Drawn>(count);
        while (drawn.Count < count && rest.Count > 0)
        {
            var pool = PoolOf(rest, random);
            while (drawn.Count < count)
            {
                pool.RemoveAll(one => !cap.Fits(one.Track.Candidate));
                if (pool.Count == 0)
                    break;
                var sum = pool.Sum(one => one.Share);
                var point = random.NextDouble() * sum;
                var at = pool.FindIndex(one => (point -= one.Share) < 0);
                at = at < 0 ? pool.Count - 1 : at;
                cap.Take(pool[at].Track.Candidate);
                drawn.Add(new Drawn(pool[at].Track, pool[at].Share / sum, 1.0 / pool.Count));
                pool.RemoveAt(at);
            }

            var taken = drawn.Select(one => one.Track.Candidate.Track).ToHashSet();
            rest.RemoveAll(one => taken.Contains(one.Candidate.Track) || !cap.Fits(one.Candidate));
        }

        return drawn;
    }

    /// <summary>The best that are left, each with its share; the shares come to 1.</summary>
    private static List<Entrant> PoolOf(List<Scored> rest, SeededRandom random)
    {
        var tracks = rest.GetRange(0, Math.Min(Pool, rest.Count));
        var shares = new double[tracks.Count];
        Array.Fill(shares, Even / shares.Length);
        for (var round = 0; round < Rounds; round++)
        {
            var (winner, most) = (0, -1.0);
            for (var i = 0; i < shares.Length; i++)
            {
                var (score, seen) = (tracks[i].Score, Math.Max(0, tracks[i].Candidate.Explored));
                var liked = Math.Clamp(tracks[i].Candidate.ExploredWell, 0, seen);
                var chance = random.NextBeta((Prior * score) + liked + 1, (Prior * (1 - score)) + seen - liked + 1);
                if (chance > most)
                    (winner, most) = (i, chance);
            }

            shares[winner] += (1 - Even) / Rounds;
        }

        return [.. tracks.Select((track, i) => new Entrant(track, shares[i]))];
    }

    private sealed record Entrant(Scored Track, double Share);

    /// <summary>A track that was drawn.</summary>
    /// <param name="Track">The track.</param>
    /// <param name="Propensity">How probable that was, given what was drawn before.</param>
    /// <param name="Even">How probable an even draw in the same place would have made it.</param>
    internal readonly record struct Drawn(Scored Track, double Propensity, double Even);
}
