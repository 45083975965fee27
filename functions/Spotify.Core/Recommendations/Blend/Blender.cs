using Spotify.Core.Recommendations.Lists;

namespace Spotify.Core.Recommendations.Blend;

/// <summary>
/// One score out of four signals. Each signal is replaced by the track's place among the listener's candidates (0 worst, 1 best, equal ones share), because the four come on scales that
/// have nothing to do with each other, and so that no single wild figure outweighs all. A signal that a track lacks lies halfway between the middle and what its other
/// signals say on average, popularity aside: a track that nobody has played yet is not punished for it.
/// </summary>
public static class Blender
{
    /// <summary>What a signal counts as where a track has no other either, and popularity where it is unknown.</summary>
    public const double Unknown = 0.5;

    /// <summary>Scores candidates.</summary>
    /// <param name="candidates">One listener's candidates, in any order; it changes nothing.</param>
    /// <param name="weights">What each signal says.</param>
    /// <returns>The candidates best first, by <see cref="Scored.Compare"/>.</returns>
    public static IReadOnlyList<Scored> Score(IReadOnlyList<Candidate> candidates, BlendWeights weights)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(weights);
        weights = weights.Normalised();
        var signals = Signals(candidates);
        var scored = new Scored[candidates.Count];
        for (var i = 0; i < scored.Length; i++)
        {
            var said = signals[i];
            var parts = new BlendWeights(weights.Collaborative * said.Collaborative, weights.Content * said.Content, weights.Audio * said.Audio, weights.Popularity * said.Popularity);
            // Weights come to 1, but for rounding: the best of all would be a hair above it.
            var score = Math.Min(1, parts.Collaborative + parts.Content + parts.Audio + parts.Popularity);
            scored[i] = new Scored(candidates[i], score, Strongest(candidates[i], parts));
        }

        Array.Sort(scored, Scored.Compare);
        return scored;
    }

    /// <summary>What the four signals say of each candidate as they are blended: its place among all of them, what is missing put in. What <see cref="BlendLearner"/> learns from.</summary>
    /// <param name="candidates">One listener's candidates, in any order.</param>
    /// <returns>As many, in the same order.</returns>
    public static IReadOnlyList<SignalScores> Signals(IReadOnlyList<Candidate> candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        var collaborative = Places(candidates, candidate => candidate.Collaborative);
        var content = Places(candidates, candidate => candidate.Content);
        var audio = Places(candidates, candidate => candidate.Audio);
        var popularity = Places(candidates, candidate => candidate.Popularity);
        var signals = new SignalScores[candidates.Count];
        for (var i = 0; i < signals.Length; i++)
        {
            Fill(collaborative, content, audio, i);
            signals[i] = new SignalScores(collaborative[i], content[i], audio[i], double.IsNaN(popularity[i]) ? Unknown : popularity[i]);
        }

        return signals;
    }

    private static ReasonKind Strongest(Candidate candidate, BlendWeights parts)
    {
        var best = (Kind: ReasonKind.PopularNow, Part: IsKnown(candidate.Popularity) ? parts.Popularity : 0);
        Weigh(ReasonKind.SoundsAlike, candidate.Audio, parts.Audio);
        Weigh(ReasonKind.DescribedAlike, candidate.Content, parts.Content);
        Weigh(ReasonKind.ListenersAlike, candidate.Collaborative, parts.Collaborative);
        return best.Kind;

        void Weigh(ReasonKind kind, double? signal, double part)
        {
            if (IsKnown(signal) && part >= best.Part)
                best = (kind, part);
        }
    }

    /// <summary>Puts in what is missing of a track.</summary>
    private static void Fill(double[] collaborative, double[] content, double[] audio, int at)
    {
        var (sum, count) = (0.0, 0);
        ReadOnlySpan<double[]> all = [collaborative, content, audio];
        foreach (var places in all)
        {
            if (!double.IsNaN(places[at]))
                (sum, count) = (sum + places[at], count + 1);
        }

        var missing = count == 0 ? Unknown : (Unknown + (sum / count)) / 2;
        foreach (var places in all)
        {
            if (double.IsNaN(places[at]))
                places[at] = missing;
        }
    }

    /// <summary>The place of each candidate by one signal, 0 to 1; not a number where it lacks it.</summary>
    private static double[] Places(IReadOnlyList<Candidate> candidates, Func<Candidate, double?> signal)
    {
        var places = new double[candidates.Count];
        Array.Fill(places, double.NaN);
        var known = Enumerable.Range(0, candidates.Count).Where(i => IsKnown(signal(candidates[i]))).ToArray();
        if (known.Length == 1)
            places[known[0]] = Unknown;
        if (known.Length < 2)
            return places;
        var values = Array.ConvertAll(known, i => signal(candidates[i])!.Value);
        Array.Sort(values, known);
        for (var from = 0; from < known.Length;)
        {
            var to = from + 1;
            while (to < known.Length && values[to].Equals(values[from]))
                to++;
            var place = (from + to - 1) / 2.0 / (known.Length - 1);
            for (; from < to; from++)
                places[known[from]] = place;
        }

        return places;
    }

    private static bool IsKnown(double? signal) => signal is { } value && double.IsFinite(value);
}

/// <summary>A candidate with its score.</summary>
/// <param name="Candidate">The candidate.</param>
/// <param name="Score">0 to 1.</param>
/// <param name="Strongest">The signal that gave most of it.</param>
public sealed record Scored(Candidate Candidate, double Score, ReasonKind Strongest)
{
    /// <summary>
    /// Best first. Places of few candidates give equal scores often: then their signals decide one after another, and the track's key only between tracks that differ in nothing, so that
    /// neither the order of the input nor what tracks are called changes anything.
    /// </summary>
    public static int Compare(Scored one, Scored other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        var order = other.Score.CompareTo(one.Score);
        if (order != 0)
            return order;
        var (a, b) = (one.Candidate, other.Candidate);
        ReadOnlySpan<double?> signals = [a.Collaborative, a.Content, a.Audio, a.Popularity];
        ReadOnlySpan<double?> others = [b.Collaborative, b.Content, b.Audio, b.Popularity];
        for (var i = 0; i < signals.Length && order == 0; i++)
            order = Nullable.Compare(others[i], signals[i]);
        return order != 0 ? order : one.Candidate.Track.Value.CompareTo(other.Candidate.Track.Value);
    }
}
