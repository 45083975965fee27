using Spotify.Core.Recommendations.Blend;
using Spotify.Core.Recommendations.Collaborative;
using Spotify.Core.Recommendations.Evaluation;
using Spotify.Core.Recommendations.Lists;
using Spotify.Core.Recommendations.Vectors;

namespace Spotify.Core.Recommendations.Model;

/// <summary>A listener as a model may know him, and what he liked first in the week after.</summary>
/// <param name="Taste">The listener before that week.</param>
/// <param name="Liked">What he liked, with weights.</param>
/// <param name="Wanted">Rows of tracks that are to be found, in order; at least one.</param>
public sealed record HeldOutListener(ListenerTaste Taste, IReadOnlyList<WeightedTrack> Liked, IReadOnlyList<int> Wanted);

/// <summary>Chooses what signals weigh by listeners whose last week the model has not seen. Who is chosen by may not be judged by.</summary>
public static class SignalTuning
{
    // A track among the first places of a mix is among the first so many of one of the two.
    private const int Among = 300;
    private const int Steps = 10;
    private const int Places = 20;
    private const int Against = 8;

    /// <summary>What factors weigh beside neighbours, in tenths: what ranks best. Of equals the one that lets factors say most.</summary>
    /// <param name="model">The model, with neighbours.</param>
    /// <param name="listeners">By whom it is chosen.</param>
    /// <param name="threads">Threads; the choice is the same for any number.</param>
    public static double FactorShare(RecommendationModel model, IReadOnlyList<HeldOutListener> listeners, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(listeners);
        if (model.Neighbours is null)
            return 1;
        var (tracks, found) = (model.Catalogue.Rows.Count, new double[listeners.Count][]);
        Parallel.For(0, listeners.Count, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
        {
            var (first, second, listener) = (new float[tracks], new float[tracks], listeners[i]);
            found[i] = new double[Steps + 1];
            if (!model.Halves(listener.Liked, first, second))
                return;
            Mask(model, listener, first);
            Mask(model, listener, second);
            int[] among = [.. Ranking.Best(first, Among).Union(Ranking.Best(second, Among)).Order()];
            var (mix, wanted) = (new float[among.Length], listener.Wanted.ToArray());
            for (var step = 0; step <= Steps; step++)
            {
                var share = (float)step / Steps;
                for (var c = 0; c < among.Length; c++)
                    mix[c] = (share * first[among[c]]) + ((1 - share) * second[among[c]]);
                var list = Array.ConvertAll(Ranking.Best(mix, Places), place => among[place]);
                found[i][step] = Ranking.RecallOf(list, wanted) + Ranking.NdcgOf(list, wanted, Places);
            }
        });
        return Enumerable.Range(0, Steps + 1).Reverse().MaxBy(step => found.Sum(one => one[step])) / (double)Steps;
    }

    /// <summary>
    /// Pairs to learn a blend from: each track that a listener liked first in the week after, against some of his other candidates, drawn by the seed. Popularity is what the given counts say, so
    /// that what was played in that very week does not.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="listeners">From whom it is learned.</param>
    /// <param name="plays">How many had played each track before that week.</param>
    /// <param name="at">When that week began.</param>
    /// <param name="seed">Where random numbers begin.</param>
    /// <param name="threads">Threads; the pairs are the same for any number.</param>
    public static IReadOnlyList<PreferencePair> Pairs(
        RecommendationModel model, IReadOnlyList<HeldOutListener> listeners, IReadOnlyList<int> plays, DateTimeOffset at, ulong seed, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(listeners);
        ArgumentNullException.ThrowIfNull(plays);
        var pairs = new List<PreferencePair>[listeners.Count];
        Parallel.For(0, listeners.Count, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
        {
            var (listener, random) = (listeners[i], SeededRandom.For(seed, listeners[i].Taste.Listener));
            var candidates = CandidatesOf(model, listener, plays, at, listener.Wanted);
            var signals = Blender.Signals(candidates);
            var wanted = listener.Wanted.Select(row => model.Catalogue.Rows[row]).ToHashSet();
            var rows = Enumerable.Range(0, candidates.Count).ToLookup(one => wanted.Contains(candidates[one].Track));
            var (liked, others) = (rows[true].ToArray(), rows[false].ToArray());
            pairs[i] = [];
            if (others.Length == 0)
                return;
            foreach (var better in liked)
            {
                for (var draw = 0; draw < Against; draw++)
                    pairs[i].Add(new PreferencePair(signals[better], signals[others[random.Next(others.Length)]], 1.0 / (Against * liked.Length)));
            }
        });
        return [.. pairs.SelectMany(one => one)];
    }

    /// <summary>How good the blend of all signals is at finding what listeners liked first in the week after.</summary>
    /// <param name="model">The model.</param>
    /// <param name="weights">What each signal says.</param>
    /// <param name="listeners">By whom it is judged.</param>
    /// <param name="plays">How many had played each track before that week.</param>
    /// <param name="at">When that week began.</param>
    /// <param name="threads">Threads; the figures are the same for any number.</param>
    public static RankingQuality Blended(
        RecommendationModel model, BlendWeights weights, IReadOnlyList<HeldOutListener> listeners, IReadOnlyList<int> plays, DateTimeOffset at, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(listeners);
        var tracks = model.Catalogue.Rows.Count;
        var test = Interactions.Of(listeners.Count, tracks, listeners.SelectMany((listener, row) => listener.Wanted.Select(track => new Interaction(row, track))));
        var train = Interactions.Of(
            listeners.Count, tracks, listeners.SelectMany((listener, row) => listener.Liked.Select(one => model.Catalogue.Rows.RowOf(one.Track)).Where(track => track >= 0).Select(track => new Interaction(row, track))));
        return Ranking.Measure(
            train,
            test,
            () => (row, scores) =>
            {
                scores.Fill(float.NaN);
                foreach (var one in Blender.Score(CandidatesOf(model, listeners[row], plays, at, []), weights))
                    scores[model.Catalogue.Rows.RowOf(one.Candidate.Track)] = (float)one.Score;
            },
            Places,
            threads);
    }

    private static IReadOnlyList<Candidate> CandidatesOf(RecommendationModel model, HeldOutListener listener, IReadOnlyList<int> plays, DateTimeOffset at, IReadOnlyCollection<int> also) =>
        [.. model.Candidates(listener.Taste, listener.Liked, at, new CandidateOptions { Also = also }).Select(one => one with { Popularity = plays[model.Catalogue.Rows.RowOf(one.Track)] })];

    private static void Mask(RecommendationModel model, HeldOutListener listener, float[] scores)
    {
        foreach (var one in listener.Liked)
        {
            if (model.Catalogue.Rows.RowOf(one.Track) is >= 0 and var row)
                scores[row] = float.NegativeInfinity;
        }
    }
}
