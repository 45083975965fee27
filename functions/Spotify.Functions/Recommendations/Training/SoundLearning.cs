using Spotify.Core.Recommendations.Audio;
using Spotify.Core.Recommendations.Snapshot;
using Spotify.Core.Recommendations.Vectors;
using Spotify.Functions.Catalog.Audio;
using Spotify.Functions.Recommendations.Weekly;

namespace Spotify.Functions.Recommendations.Training;

/// <summary>Learns from tracks that have plays where a sound belongs among tastes, tries that on tracks that it has not learned from, and places every track by its sound: those that nobody has heard too.</summary>
internal sealed class SoundLearning(RunFiles files, RunCache cache, Learning learning, ITrackSounds sounds)
{
    private const int ReadsAtOnce = 16;
    private const int LargestTrial = 500;

    // The spread of places that are drawn by chance, and how many of them make a mean that chance hardly ever makes.
    private const double SpreadOfChance = 0.2887;
    private const double Sure = 1.645;

    /// <summary>Learns and tries. Safe to repeat.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public async Task<LearnedSignal> LearnAsync(SignalStep step, CancellationToken cancellationToken)
    {
        var (set, run) = (step.Set, step.Set.Run);
        var catalogue = await cache.TracksAsync(set.Tracks.File, cancellationToken);
        var factors = await learning.TracksAsync(set, run.Training.Sweeps - 1, cancellationToken);
        var rows = Enumerable.Range(0, catalogue.Rows.Count).Where(row => catalogue[row].Sound.Length > 0 && factors[row].IndexOfAnyExcept(0f) >= 0).ToArray();
        new SeededRandom(run.Training.Seed).Shuffle<int>(rows);
        // Drawn before they are read: each is 41 KB.
        var samples = await ReadAsync(rows.AsMemory(0, Math.Min(rows.Length, run.Signals.SoundTracks)), catalogue, factors, cancellationToken);
        var trial = Math.Min(LargestTrial, samples.Count / 10);
        if (samples.Count - trial < AudioModel.MinimumTracks)
            return new LearnedSignal(SignalNames.Sound, SignalState.Missing, $"{samples.Count} tracks have plays and a spectrogram: too few to learn from.");
        var training = AudioModel.Train([.. samples.Skip(trial)], new AudioOptions { Seed = run.Training.Seed, MaximumTracks = Math.Max(1, run.Signals.SoundTracks) }, cancellationToken);
        if (training.Model is not { } model)
            return new LearnedSignal(SignalNames.Sound, SignalState.Missing, $"Nothing could be learned from {training.Tracks} tracks: {training.Outcome}.");
        var placed = trial < 2 ? null : model.Evaluate([.. samples.Take(trial)]);
        if (placed is not null && placed.Rank >= 0.5 - (Sure * SpreadOfChance / Math.Sqrt(trial)))
        {
            return new LearnedSignal(SignalNames.Sound, SignalState.Refused, FormattableString.Invariant($"It places {trial} tracks that it has not learned from no better than chance: {placed.Rank:f3}."))
            {
                Version = model.Hash,
                Placed = placed,
            };
        }

        using var bytes = new MemoryStream();
        model.WriteTo(bytes);
        var file = await files.WriteAsync($"{run.Folder}sound-model", bytes.ToArray(), cancellationToken);
        return new LearnedSignal(SignalNames.Sound, SignalState.Used) { Model = file, Version = model.Hash, Placed = placed };
    }

    /// <summary>Places a block of tracks; one without a spectrogram gets zeros. Safe to repeat.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public async Task<StoredFile> PlaceAsync(SignalStep step, CancellationToken cancellationToken)
    {
        var (set, file) = (step.Set, step.Learned!.Model!);
        var catalogue = await cache.TracksAsync(set.Tracks.File, cancellationToken);
        var model = await cache.GetAsync(
            file.Name, async () => AudioModel.TryRead(await files.ReadAsync(file, cancellationToken)) ?? throw new InvalidDataException($"The audio model in '{file.Name}' is damaged."), cancellationToken);
        var (from, vectors) = (step.Block * set.Run.TracksInBlock, new FactorMatrix(set.RowsOf(step.Block), model.Dimensions));
        await Parallel.ForAsync(0, vectors.Rows, new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = cancellationToken }, async (row, token) =>
        {
            var fact = catalogue[from + row];
            if (fact.Sound.Length > 0 && await sounds.FindAsync(fact.Sound, token) is { } mel)
                model.Predict(mel, fact.Features).CopyTo(vectors[row]);
        });
        return await files.WriteAsync($"{set.Run.Folder}sounds/{step.Block:d5}", vectors, cancellationToken);
    }

    private async Task<IReadOnlyList<AudioSample>> ReadAsync(ReadOnlyMemory<int> rows, TrackCatalogue catalogue, FactorMatrix factors, CancellationToken cancellationToken)
    {
        var samples = new AudioSample?[rows.Length];
        await Parallel.ForAsync(0, rows.Length, new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = cancellationToken }, async (i, token) =>
        {
            var row = rows.Span[i];
            if (await sounds.FindAsync(catalogue[row].Sound, token) is { } mel)
                samples[i] = new AudioSample(mel, catalogue[row].Features, factors[row].ToArray());
        });
        return [.. samples.OfType<AudioSample>()];
    }
}
