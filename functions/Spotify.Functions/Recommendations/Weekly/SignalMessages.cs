using Spotify.Core.Recommendations.Audio;
using Spotify.Core.Recommendations.Collaborative;
using Spotify.Core.Recommendations.Evaluation;
using Spotify.Core.Recommendations.Experiments;

namespace Spotify.Functions.Recommendations.Weekly;

/// <summary>How the signals beside factors are learned in a run. With 0 a signal is left out.</summary>
public sealed record SignalSettings
{
    /// <summary>How many neighbours of each track are kept.</summary>
    public int Neighbours { get; init; } = 100;

    /// <summary>How many of the smoothest directions of the graph neighbours are found by.</summary>
    public int GraphDirections { get; init; } = 64;

    /// <summary>How it is filtered; how many directions are kept is said above.</summary>
    public GraphFilterOptions Graph { get; init; } = new();

    /// <summary>How many ways of learning are tried before.</summary>
    public int SearchTrials { get; init; }

    /// <summary>On how many listeners.</summary>
    public int SearchListeners { get; init; } = 5_000;

    /// <summary>Of more pairs no graph is made: a worker holds it whole.</summary>
    public long GraphPairs { get; init; } = 20_000_000;

    /// <summary>Of more tracks no content model is made: a worker holds it whole.</summary>
    public int ContentTracks { get; init; } = 2_000_000;

    /// <summary>From how many tracks that have plays the audio model learns at the most.</summary>
    public int SoundTracks { get; init; } = 20_000;
}

/// <summary>Names of signals, as the registry has them.</summary>
public static class SignalNames
{
    /// <summary>What goes with what, by the graph of listeners and tracks: the second collaborative signal.</summary>
    public const string Neighbours = "neighbours";

    /// <summary>How tracks are described.</summary>
    public const string Content = "content";

    /// <summary>How tracks sound.</summary>
    public const string Sound = "sound";

    /// <summary>All of them, in the order in which they are learned.</summary>
    public static IReadOnlyList<string> All { get; } = [Neighbours, Content, Sound];
}

/// <summary>What became of a signal.</summary>
public enum SignalState
{
    /// <summary>The model has it.</summary>
    Used = 0,

    /// <summary>There is nothing to learn it from, or more than a worker may hold, or it is turned off.</summary>
    Missing = 1,

    /// <summary>It says no more than chance.</summary>
    Refused = 2,

    /// <summary>Learning it came to no end.</summary>
    Failed = 3,
}

/// <summary>A signal that was learned, or not.</summary>
/// <param name="Name">One of <see cref="SignalNames"/>.</param>
/// <param name="State">What became of it.</param>
/// <param name="Reason">Why the model has none; null where it has.</param>
public sealed record LearnedSignal(string Name, SignalState State, string? Reason = null)
{
    /// <summary>What was learned, block by block.</summary>
    public IReadOnlyList<StoredFile> Files { get; init; } = [];

    /// <summary>The audio model.</summary>
    public StoredFile? Model { get; init; }

    /// <summary>The audio model's hash.</summary>
    public string? Version { get; init; }

    /// <summary>How well it places tracks that it has not learned from, where it is the audio model.</summary>
    public AudioEvaluation? Placed { get; init; }
}

/// <summary>What the registry says of a signal.</summary>
/// <param name="Name">One of <see cref="SignalNames"/>.</param>
/// <param name="State">What became of it.</param>
/// <param name="Reason">Why the model has none; null where it has.</param>
/// <param name="Quality">How good it is alone, on the listeners that the model is measured by; null where it was not measured.</param>
/// <param name="Version">The audio model's hash.</param>
/// <param name="Placed">How well the audio model places tracks that it has not learned from.</param>
public sealed record SignalReport(string Name, SignalState State, string? Reason, RankingQuality? Quality = null, string? Version = null, AudioEvaluation? Placed = null);

/// <summary>A signal to be learned, or a block of one.</summary>
/// <param name="Set">What is learned from.</param>
/// <param name="Block">Which block of tracks; 0 where it is learned as a whole.</param>
/// <param name="Learned">What was learned before.</param>
public sealed record SignalStep(TrainingSet Set, int Block = 0, LearnedSignal? Learned = null);

/// <summary>What came of the exploration slots of the lists before.</summary>
/// <param name="Choices">How many drawn tracks were played.</param>
/// <param name="Liked">How many of them were liked.</param>
/// <param name="Value">How often a drawn track is liked, with its interval; null with fewer than two choices.</param>
/// <param name="Tally">What is known of tracks by now (<see cref="Core.Recommendations.Model.ExplorationTally"/>); null where that is nothing.</param>
/// <param name="ChoicesFile">Each choice with its propensity, score and reward, in the order of tracks, 32 bytes each; null where there are none.</param>
public sealed record ExploredWeek(int Choices, int Liked, PolicyValue? Value, StoredFile? Tally, StoredFile? ChoicesFile);

/// <summary>How a run learns, as a search on some of its listeners found it.</summary>
/// <param name="Training">How factors are learned.</param>
/// <param name="Graph">How the graph is filtered.</param>
/// <param name="Trials">What was tried, in order.</param>
public sealed record FoundSettings(IalsOptions Training, GraphFilterOptions Graph, IReadOnlyList<SearchTrial> Trials);

/// <summary>One way of learning that was tried.</summary>
/// <param name="Signal">Of what: <c>ials</c> or <c>graph</c>.</param>
/// <param name="Settings">Names and figures.</param>
/// <param name="Recall">Recall@20 on what was held back.</param>
/// <param name="Ndcg">NDCG@20 on what was held back.</param>
public sealed record SearchTrial(string Signal, string Settings, double Recall, double Ndcg);
