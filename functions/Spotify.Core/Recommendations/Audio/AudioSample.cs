using Spotify.Core.Ingestion.Analysis;

namespace Spotify.Core.Recommendations.Audio;

/// <summary>A track to learn from: how it sounds, and where those who hear it put it.</summary>
/// <param name="Mel">Its spectrogram.</param>
/// <param name="Features">Its features, or null where there are none.</param>
/// <param name="Factors">Its vector in the collaborative model.</param>
public sealed record AudioSample(MelSummary Mel, AudioFeatures? Features, float[] Factors);

/// <summary>How an <see cref="AudioModel"/> is trained.</summary>
public sealed record AudioOptions
{
    /// <summary>Where random numbers begin.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Tracks below which no network is trained: statistics alone are safer then.</summary>
    public int NetworkFrom { get; init; } = 500;

    /// <summary>Tracks at most; of more, as many are drawn. A spectrogram is 41 KB: draw before reading them where there are many more.</summary>
    public int MaximumTracks { get; init; } = 20_000;

    /// <summary>How often the network goes through all tracks, at most.</summary>
    public int Epochs { get; init; } = 24;

    /// <summary>Epochs without a better validation after which it stops.</summary>
    public int Patience { get; init; } = 5;

    /// <summary>Tracks a step, summed in blocks of 4.</summary>
    public int Batch { get; init; } = 32;

    /// <summary>How far a step goes at first (Adam); it falls to nothing along half a cosine.</summary>
    public double LearningRate { get; init; } = 1.5e-3;

    /// <summary>How much weights shrink with each step, times the learning rate (Loshchilov and Hutter 2019).</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>The share of pooled figures left out in training.</summary>
    public double Dropout { get; init; } = 0.2;

    /// <summary>The share of tracks that is not learned from but chooses the penalty, the epoch and the blend.</summary>
    public double ValidationShare { get; init; } = 0.15;

    /// <summary>Threads; they change no bit of the result.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}

/// <summary>What came of training.</summary>
public enum AudioTrainingOutcome
{
    /// <summary>Statistics and the network together, as validation liked best.</summary>
    Network,

    /// <summary>Statistics alone: there are too few tracks for a network, or it added nothing.</summary>
    Statistics,

    /// <summary>There is no model: fewer than <see cref="AudioModel.MinimumTracks"/> tracks can be learned from.</summary>
    TooFewTracks,

    /// <summary>There is no model: vectors are of different lengths.</summary>
    DimensionsDiffer,
}

/// <summary>A training.</summary>
/// <param name="Outcome">What came of it.</param>
/// <param name="Model">The model, or null.</param>
/// <param name="Tracks">Tracks that were learned from or validated on.</param>
/// <param name="Ignored">Tracks that were not, since their vector holds something that is no finite number, or nothing but zeros.</param>
/// <param name="StatisticsCosine">Mean cosine of the statistics' vectors with the true ones in validation.</param>
/// <param name="NetworkCosines">The network's after each epoch; empty where none was trained.</param>
/// <param name="Cosine">That of the model.</param>
public sealed record AudioTraining(
    AudioTrainingOutcome Outcome, AudioModel? Model, int Tracks, int Ignored, double StatisticsCosine, IReadOnlyList<double> NetworkCosines, double Cosine);

/// <summary>How well a model finds tracks it has not learned from.</summary>
/// <param name="Tracks">How many.</param>
/// <param name="Cosine">Mean cosine of predicted and true vectors.</param>
/// <param name="Rank">Mean place of the track's own vector among all of theirs by likeness to the predicted one, from 0 (the first) to 1 (the last); 0.5 is chance.</param>
/// <param name="FoundIn10">The share of tracks whose own vector is among the ten most alike; 10 / tracks is chance.</param>
public sealed record AudioEvaluation(int Tracks, double Cosine, double Rank, double FoundIn10);
