using Spotify.Core.Recommendations.Lists;
using Spotify.Core.Recommendations.Neighbours;
using Spotify.Core.Recommendations.Vectors;

namespace Spotify.Core.Recommendations.Model;

/// <summary>Finds candidates by comparing every track: exact, and for catalogues that are small enough for it.</summary>
internal static class CandidateScan
{
    // So many rows are compared with every listener's vector before the next ones are: 128 KB of 128 figures each.
    private const int Block = 256;

    // Scores of so many tracks are held for each signal, of however many listeners.
    private const int ScoresAtOnce = 1 << 21;

    /// <summary>Candidates of each listener, as of him alone.</summary>
    public static IReadOnlyList<IReadOnlyList<Candidate>> Find(RecommendationModel model, IReadOnlyList<CandidateQuery> listeners, DateTimeOffset at, CandidateOptions options)
    {
        var found = new List<IReadOnlyList<Candidate>>(listeners.Count);
        foreach (var some in listeners.Chunk(Math.Max(1, ScoresAtOnce / Math.Max(1, model.Catalogue.Rows.Count))))
        {
            var liked = Array.ConvertAll(some, one => one.Liked.Count == 0 ? OfFollowed(model, one.Taste) : one.Liked);
            var (collaborative, content, audio) = (Opinions(model, liked), Near(model, model.Content, model.ContentLengths, liked), Near(model, model.Audio, model.AudioLengths, liked));
            for (var i = 0; i < some.Length; i++)
                found.Add(Pick(model, some[i], new Said(collaborative[i], content[i], audio[i]), at, options));
        }

        return found;
    }

    private static IReadOnlyList<Candidate> Pick(RecommendationModel model, CandidateQuery asked, Said said, DateTimeOffset at, CandidateOptions options)
    {
        var (open, rows) = (model.Open(asked.Taste, at), new SortedSet<int>());
        AddBest(rows, said.Collaborative, open, options.Collaborative);
        var popular = options.Popular + (rows.Count == 0 ? options.Collaborative : 0);
        AddBest(rows, said.Content, open, options.Content);
        AddBest(rows, said.Audio, open, options.Audio);
        rows.UnionWith(model.ByPopularity.Where(row => open[row]).Take(popular));
        rows.UnionWith(options.Also.Concat(asked.Also).Where(row => open[row]));
        rows.UnionWith(NewOfFollowed(model, asked.Taste, at, options).Where(row => open[row]));
        return [.. rows.Select(row => model.CandidateOf(row) with
        {
            Collaborative = Known(said.Collaborative[row]),
            Content = Known(said.Content[row]),
            Audio = Known(said.Audio[row]),
            Licensed = true,
        })];
    }

    private static float[][] Opinions(RecommendationModel model, IReadOnlyList<WeightedTrack>[] liked)
    {
        var known = Array.ConvertAll(liked, model.Known);
        var scores = Products(model.Tracks, model.Lengths, Array.ConvertAll(known, one => one.Count == 0 ? null : model.FoldIn(one)));
        for (var i = 0; i < scores.Length; i++)
            model.Mix(known[i], scores[i]);
        return scores;
    }

    /// <summary>The cosine of every track with the mean of what each listener likes; no number where there is no vector.</summary>
    public static float[][] Near(RecommendationModel model, FactorMatrix? vectors, float[]? lengths, IReadOnlyList<WeightedTrack>[] liked)
    {
        var means = Array.ConvertAll(liked, one => model.DirectionOf(vectors, one));
        var scores = Products(vectors ?? model.Tracks, lengths ?? model.Lengths, means);
        for (var i = 0; i < means.Length; i++)
        {
            if (means[i] is not { } mean)
                continue;
            var size = MathF.Sqrt(SmallMatrix.Dot(mean, mean));
            for (var row = 0; row < scores[i].Length; row++)
                scores[i][row] /= size * lengths![row];
        }

        return scores;
    }

    /// <summary>The products of vectors with that of each listener; no number where either is none.</summary>
    private static float[][] Products(FactorMatrix vectors, float[] lengths, float[]?[] queries)
    {
        var scores = Array.ConvertAll(queries, query =>
        {
            var own = new float[vectors.Rows];
            if (query is null)
                Array.Fill(own, float.NaN);
            return own;
        });
        for (var from = 0; from < vectors.Rows; from += Block)
        {
            for (var i = 0; i < queries.Length; i++)
            {
                if (queries[i] is not { } query)
                    continue;
                for (var row = from; row < Math.Min(vectors.Rows, from + Block); row++)
                    scores[i][row] = lengths[row] > 0 ? SmallMatrix.Dot(query, vectors[row]) : float.NaN;
            }
        }

        return scores;
    }

    private static IReadOnlyList<WeightedTrack> OfFollowed(RecommendationModel model, ListenerTaste taste) => taste.FollowedArtists.Count == 0
        ? []
        : [.. model.ByPopularity.Where(row => model.Catalogue[row].Artists.Any(taste.FollowedArtists.Contains)).Take(RecommendationModel.SeedsOfFollowed).Select(row => new WeightedTrack(model.Catalogue.Rows[row], 1))];

    private static IEnumerable<int> NewOfFollowed(RecommendationModel model, ListenerTaste taste, DateTimeOffset at, CandidateOptions options)
    {
        if (taste.FollowedArtists.Count == 0)
            return [];
        var since = DateOnly.FromDateTime(at.UtcDateTime).AddDays(-options.NewDays);
        return Enumerable.Range(0, model.Catalogue.Rows.Count).Where(row => model.Catalogue[row].Released >= since && model.Catalogue[row].Artists.Any(taste.FollowedArtists.Contains));
    }

    private static void AddBest(SortedSet<int> rows, float[] scores, bool[] open, int count)
    {
        if (count < 1)
            return;
        var best = new Best(count);
        for (var row = 0; row < scores.Length; row++)
        {
            if (scores[row] > best.Threshold && open[row])
                best.Offer(row, scores[row], null);
        }

        foreach (var found in best.ToSorted())
            rows.Add(found.Row);
    }

    private static double? Known(float score) => float.IsNaN(score) ? null : score;

    // What the three signals say of every track.
    private readonly record struct Said(float[] Collaborative, float[] Content, float[] Audio);
}
