using Spotify.Core.Recommendations.Blend;
using Spotify.Core.Recommendations.Collaborative;
using Spotify.Core.Recommendations.Evaluation;
using Spotify.Core.Recommendations.Model;
using Spotify.Core.Recommendations.Snapshot;
using Spotify.Core.Recommendations.Vectors;
using Spotify.Core.Telemetry.Closing;
using Spotify.Functions.Recommendations.Serving;
using Spotify.Functions.Recommendations.Snapshot;
using Spotify.Functions.Recommendations.Weekly;

namespace Spotify.Functions.Recommendations.Training;

/// <summary>
/// Measures a model by what listeners first heard in the week that it has not seen, and the published one by the same. Listeners are folded in, in both, from what they liked before. One half of
/// the listeners chooses what signals weigh, the other half is measured by.
/// </summary>
internal sealed class ModelMeasuring(RunFiles files, RunCache cache, Learning learning, SignalFiles learned, ModelStore models)
{
    // Enough to choose a few weights by.
    private const int Choosing = 2_000;
    private const int Blending = 1_000;
    private const int Places = 20;

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
            return new MeasuredModel(null, null, null) { Signals = [.. (step.Signals ?? []).Select(signal => ReportOf(signal, null))] };
        // In the order of pseudonyms: the halves say nothing of who is in them.
        List<ListenerSnapshot> chosenBy = [.. listeners.Where((_, i) => i % 2 == 1).Take(Choosing)];
        listeners = [.. listeners.Where((_, i) => i % 2 == 0)];
        var (train, test) = Split(listeners, catalogue);
        var plays = await PlaysAsync(set, cancellationToken);
        var (raw, reports) = await JudgeAsync(step, catalogue, listeners, train, test, cancellationToken);
        HeldOutListener[] choosing = [.. chosenBy.Select(listener => HeldOutOf(listener, catalogue))];
        var model = With(raw, SignalTuning.FactorShare(raw, choosing, Environment.ProcessorCount));
        var blend = BlendLearner.Learn(SignalTuning.Pairs(model, [.. choosing.Take(Blending)], plays, set.Run.HeldOut, set.Run.Training.Seed, Environment.ProcessorCount));
        var published = step.Published is { } version && await models.FindAsync(version, cancellationToken) is { } other
            ? Ranking.Measure(train, test, () => Scoring(other, catalogue, listeners)) : null;
        return new MeasuredModel(Ranking.Measure(train, test, () => Scoring(model, catalogue, listeners)), published, Ranking.Measure(train, test, () => Popular(plays)))
        {
            Signals = reports,
            FactorShare = model.FactorShare,
            Blend = blend,
            Blended = SignalTuning.Blended(model, blend.Weights, [.. listeners.Take(Blending).Select(listener => HeldOutOf(listener, catalogue))], plays, set.Run.HeldOut, Environment.ProcessorCount),
        };
    }

    /// <summary>Looks at each signal alone; the model is put together of those that say more than chance.</summary>
    private async Task<(RecommendationModel Model, IReadOnlyList<SignalReport> Reports)> JudgeAsync(
        MeasureStep step, TrackCatalogue catalogue, List<ListenerSnapshot> listeners, Interactions train, Interactions test, CancellationToken cancellationToken)
    {
        var (set, rows) = (step.Set, catalogue.Rows.Count);
        var factors = await learning.TracksAsync(set, set.Run.Training.Sweeps - 1, cancellationToken);
        var (content, sound) = (await learned.VectorsAsync(step.Signals, SignalNames.Content, rows, cancellationToken), await learned.VectorsAsync(step.Signals, SignalNames.Sound, rows, cancellationToken));
        var all = new RecommendationModel(catalogue, factors, set.Run.Training, content, sound, await learned.NeighboursAsync(step.Signals, cancellationToken));
        var reports = (step.Signals ?? []).Select(signal => ReportOf(signal, signal.State != SignalState.Used ? null : Ranking.Measure(train, test, () => Alone(all, signal.Name, listeners)))).ToList();
        for (var i = 0; i < reports.Count; i++)
        {
            // What sounds alike is looked at by tracks that were held out: what it is for is tracks that nobody has heard, of which this measure knows nothing.
            if (reports[i] is { State: SignalState.Used, Name: not SignalNames.Sound, Quality: { } quality } && quality.Recall <= (double)Places / rows)
                reports[i] = reports[i] with { State = SignalState.Refused, Reason = FormattableString.Invariant($"Its recall@20 is {quality.Recall:f4}, no more than chance.") };
        }

        var kept = reports.Where(report => report.State == SignalState.Used).Select(report => report.Name).ToHashSet(StringComparer.Ordinal);
        var model = new RecommendationModel(
            catalogue, factors, set.Run.Training, kept.Contains(SignalNames.Content) ? content : null, kept.Contains(SignalNames.Sound) ? sound : null,
            kept.Contains(SignalNames.Neighbours) ? all.Neighbours : null);
        return (model, reports);
    }

    private static RecommendationModel With(RecommendationModel model, double factorShare) => model.Neighbours is null
        ? model : new RecommendationModel(model.Catalogue, model.Tracks, model.Options, model.Content, model.Audio, model.Neighbours, factorShare);

    private static SignalReport ReportOf(LearnedSignal signal, RankingQuality? quality) => new(signal.Name, signal.State, signal.Reason, quality, signal.Version, signal.Placed);

    private static HeldOutListener HeldOutOf(ListenerSnapshot listener, TrackCatalogue catalogue) => new(
        listener.ToTasteBefore(),
        LikedBefore(listener, catalogue.Rows),
        [.. listener.FirstHeard.Select(catalogue.Rows.RowOf).Where(row => row >= 0).Order()]);

    private static IReadOnlyList<WeightedTrack> LikedBefore(ListenerSnapshot listener, ItemTable rows) =>
        [.. BlockJoining.Trained(listener, rows).Select(one => new WeightedTrack(rows[one.Row], one.Weight))];

    private static Scorer Alone(RecommendationModel model, string signal, List<ListenerSnapshot> listeners) => (row, scores) =>
    {
        var liked = LikedBefore(listeners[row], model.Catalogue.Rows);
        if (signal == SignalNames.Neighbours)
            model.Neighbours!.Score(liked.Select(one => model.Catalogue.Rows.RowOf(one.Track)), scores);
        else
            (signal == SignalNames.Content ? model.ByDescription(liked) : model.BySound(liked)).CopyTo(scores);
    };

    /// <summary>How many had played each track before the week that is held out.</summary>
    private async Task<int[]> PlaysAsync(TrainingSet set, CancellationToken cancellationToken)
    {
        var plays = new int[set.Tracks.Tracks];
        foreach (var block in set.Blocks)
        {
            var bytes = await files.ReadAsync(block.Pairs, cancellationToken);
            foreach (var pair in PairFile.Read(bytes[PairFile.HeaderBytes(set.TrackBlocks)..]))
                plays[pair.Column]++;
        }

        return plays;
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
            model.Opinion(LikedBefore(listeners[row], model.Catalogue.Rows), own);
            for (var track = 0; track < places.Length; track++)
                scores[track] = places[track] < 0 ? float.NaN : own[places[track]];
        };
    }

    private static Scorer Popular(int[] plays) => (_, scores) =>
    {
        for (var track = 0; track < scores.Length; track++)
            scores[track] = plays[track];
    };
}
