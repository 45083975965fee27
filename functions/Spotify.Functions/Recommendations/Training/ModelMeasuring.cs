using Spotify.Core.Recommendations.Collaborative;
using Spotify.Core.Recommendations.Evaluation;
using Spotify.Core.Recommendations.Model;
using Spotify.Core.Recommendations.Snapshot;
using Spotify.Core.Telemetry.Closing;
using Spotify.Functions.Recommendations.Serving;
using Spotify.Functions.Recommendations.Snapshot;
using Spotify.Functions.Recommendations.Weekly;

namespace Spotify.Functions.Recommendations.Training;

/// <summary>Measures a model by what listeners first heard in the week that it has not seen, and the published one by the same. Listeners are folded in, in both, from what they liked before.</summary>
internal sealed class ModelMeasuring(RunFiles files, RunCache cache, Learning learning, ModelStore models)
{
    /// <summary>Measures. Safe to repeat.</summary>
    /// <returns>No figures where no listener has anything to find.</returns>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public async Task<MeasuredModel> MeasureAsync(MeasureStep step, CancellationToken cancellationToken)
    {
        var set = step.Set;
        var (catalogue, listeners) = (await cache.TracksAsync(set.Tracks.File, cancellationToken), new List<ListenerSnapshot>());
        foreach (var block in set.Blocks)
        {
            if (block.Measured is { } file)
                listeners.AddRange(await ReadAsync(file, cancellationToken));
        }

        listeners.RemoveAll(listener => listener.FirstHeard.All(track => catalogue.Rows.RowOf(track) < 0));
        if (listeners.Count == 0)
            return new MeasuredModel(null, null, null);
        var (train, test) = Split(listeners, catalogue);
        var tracks = await learning.TracksAsync(set, set.Run.Training.Sweeps - 1, cancellationToken);
        var learned = new RecommendationModel(catalogue, tracks.Vectors, set.Run.Training);
        var quality = Ranking.Measure(train, test, () => Scoring(learned, catalogue, listeners));
        var popular = Ranking.Measure(train, test, () => Popular(train));
        var published = step.Published is { } version && await models.FindAsync(version, cancellationToken) is { } model
            ? Ranking.Measure(train, test, () => Scoring(model, catalogue, listeners)) : null;
        return new MeasuredModel(quality, published, popular);
    }

    private async Task<List<ListenerSnapshot>> ReadAsync(StoredFile file, CancellationToken cancellationToken)
    {
        var (reader, listeners) = (new RunReader<ListenerSnapshot>(SnapshotFormats.Listeners, (offset, into, token) => files.Files.ReadAsync(file.Name, offset, into, token), 0, file.Length), new List<ListenerSnapshot>());
        while (await reader.MoveNextAsync(cancellationToken))
            listeners.Add(reader.Current);
        return listeners;
    }

    // What was heard longer ago than likes are known is in no list either: it is masked like what is liked.
    private static (Interactions Train, Interactions Test) Split(List<ListenerSnapshot> listeners, TrackCatalogue catalogue)
    {
        var (train, test) = (new List<Interaction>(), new List<Interaction>());
        for (var row = 0; row < listeners.Count; row++)
        {
            train.AddRange(BlockJoining.Trained(listeners[row], catalogue.Rows).Select(one => new Interaction(row, one.Row, one.Weight)));
            test.AddRange(listeners[row].FirstHeard.Select(catalogue.Rows.RowOf).Where(track => track >= 0).Select(track => new Interaction(row, track)));
        }

        return (Interactions.Of(listeners.Count, catalogue.Rows.Count, train), Interactions.Of(listeners.Count, catalogue.Rows.Count, test));
    }

    private static Scorer Scoring(RecommendationModel model, TrackCatalogue catalogue, List<ListenerSnapshot> listeners)
    {
        var (own, places) = (new float[model.Catalogue.Rows.Count], new int[catalogue.Rows.Count]);
        for (var row = 0; row < places.Length; row++)
            places[row] = model.Catalogue.Rows.RowOf(catalogue.Rows[row]);
        return (row, scores) =>
        {
            model.Score(model.FoldIn(BlockJoining.Trained(listeners[row], model.Catalogue.Rows).Select(one => new WeightedTrack(model.Catalogue.Rows[one.Row], one.Weight))), own);
            for (var track = 0; track < places.Length; track++)
                scores[track] = places[track] < 0 ? float.NaN : own[places[track]];
        };
    }

    private static Scorer Popular(Interactions train)
    {
        var counts = new float[train.Columns];
        for (var row = 0; row < train.Rows; row++)
        {
            foreach (var track in train.ColumnsOf(row))
                counts[track]++;
        }

        return (_, scores) => counts.CopyTo(scores);
    }
}
