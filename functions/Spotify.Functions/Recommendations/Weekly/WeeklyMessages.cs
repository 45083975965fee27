using Spotify.Core.Recommendations.Blend;
using Spotify.Core.Recommendations.Collaborative;
using Spotify.Core.Recommendations.Evaluation;
using Spotify.Core.Recommendations.Experiments;
using Spotify.Functions.Recommendations.Products;
using Spotify.Functions.Telemetry.Taste;

namespace Spotify.Functions.Recommendations.Weekly;

/// <summary>Which week is to be made.</summary>
/// <param name="Week">The week whose Monday the lists are for, such as <c>2026-W49</c>.</param>
/// <param name="At">When the snapshot is taken.</param>
/// <param name="By">Who asked for it.</param>
public sealed record WeeklyInput(string Week, DateTimeOffset At, string By);

/// <summary>A run that begins.</summary>
/// <param name="Input">What was asked for.</param>
/// <param name="Run">The orchestration's instance.</param>
public sealed record BeginWeek(WeeklyInput Input, string Run);

/// <summary>A run, and all that is fixed for it.</summary>
public sealed record WeeklyRun
{
    /// <summary>The week whose Monday the lists are for.</summary>
    public required string Week { get; init; }

    /// <summary>The orchestration's instance; the version of the model that it makes.</summary>
    public required string Run { get; init; }

    /// <summary>Who asked for it.</summary>
    public required string By { get; init; }

    /// <summary>When the snapshot is taken; what is later is not seen.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How the model is learned.</summary>
    public required IalsOptions Training { get; init; }

    /// <summary>How the signals beside factors are learned.</summary>
    public SignalSettings Signals { get; init; } = new();

    /// <summary>Into how many blocks listeners are cut for learning.</summary>
    public required int ListenerBlocks { get; init; }

    /// <summary>How many tracks a block takes.</summary>
    public required int TracksInBlock { get; init; }

    /// <summary>A side of more bytes stands in a mapped file while the other is solved.</summary>
    public long SideBytes { get; init; } = 1L << 30;

    /// <summary>A model of more tracks gets indexes.</summary>
    public int ScannedTracks { get; init; } = Core.Recommendations.Neighbours.VectorIndexes.ExactUpTo;

    /// <summary>How many vectors are compared for one listener at the most where there are indexes.</summary>
    public int ComparedVectors { get; init; } = 262_144;

    /// <summary>Out of how many candidates a list is made.</summary>
    public int Candidates { get; init; } = 560;

    /// <summary>The experiment that the lists are made by; null where none with them runs when the run begins.</summary>
    public WeeklyExperiment? Experiment { get; init; }

    /// <summary>From when on the model learns nothing, so that it can be measured by that: what is published is what was measured, and the last week comes in when listeners are folded in.</summary>
    public DateTimeOffset HeldOut => At.AddDays(-7);

    /// <summary>Since when plays count.</summary>
    public DateTimeOffset Since => At - TasteRetention.Window;

    /// <summary>What is left on the way, in the container <c>archive</c>; removed at the end.</summary>
    public string Folder => $"recommendations/runs/{Run}/";

    /// <summary>Where the model goes.</summary>
    public string ModelFolder => $"recommendations/models/{Run}/";
}

/// <summary>An experiment with the lists of a week, as it was when the run began: whatever becomes of it meanwhile, a list that is made again is the same.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Arms">Its arms.</param>
public sealed record WeeklyExperiment(string Name, IReadOnlyList<WeeklyArm> Arms)
{
    /// <summary>A listener's arm; null for one who is left out.</summary>
    /// <param name="pseudonym">Who he is to experiments.</param>
    internal ChosenArm? ArmOf(string pseudonym) => new Experiment(Name, [.. Arms.Select(arm => new ExperimentArm(arm.Name, arm.Share))]).ArmOf(pseudonym) is { } chosen
        ? new ChosenArm(Name, chosen.Name, Arms.First(arm => arm.Name == chosen.Name).Weights) : null;
}

/// <summary>One way of making lists.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Share">The share of listeners who get it.</param>
/// <param name="Weights">What each signal says; null for what the model has learned.</param>
public sealed record WeeklyArm(string Name, double Share, BlendWeights? Weights);

/// <summary>What a run has to do.</summary>
/// <param name="Run">The run.</param>
/// <param name="Ranges">The ranges of listeners.</param>
/// <param name="Published">The version that is published before the run; null where there is none.</param>
/// <param name="MeasuredInBlock">How many listeners of a block are kept for measuring.</param>
public sealed record WeeklyPlan(WeeklyRun Run, IReadOnlyList<string> Ranges, string? Published, int MeasuredInBlock);

/// <summary>A range of listeners to be read.</summary>
/// <param name="Run">The run.</param>
/// <param name="Range">The range.</param>
/// <param name="Number">Which one it is.</param>
public sealed record RangeStep(WeeklyRun Run, string Range, int Number);

/// <summary>What was read of a range.</summary>
/// <param name="File">Its listeners by pseudonym, a section for each block; null where there are none.</param>
/// <param name="Listeners">How many.</param>
/// <param name="Twins">Hashes of what each has; null where nobody has enough.</param>
public sealed record ReadRange(StoredFile? File, int Listeners, StoredFile? Twins = null);

/// <summary>Listeners of the same tracks to be found.</summary>
/// <param name="Run">The run.</param>
/// <param name="Ranges">Hashes of what the listeners of each range have.</param>
public sealed record TwinsStep(WeeklyRun Run, IReadOnlyList<StoredFile> Ranges);

/// <summary>Listeners of the same tracks.</summary>
/// <param name="File">Hashes that several have, with how many; null where there are none.</param>
/// <param name="Sets">How many such hashes there are.</param>
/// <param name="Listeners">How many listeners have one of them.</param>
public sealed record FoundTwins(StoredFile? File, int Sets, long Listeners);

/// <summary>What was read of the catalogue.</summary>
/// <param name="File">Its tracks.</param>
/// <param name="Tracks">How many.</param>
public sealed record ReadTracks(StoredFile File, int Tracks);

/// <summary>A file of a run or a model.</summary>
/// <param name="Name">Where it is, in the container <c>archive</c>.</param>
/// <param name="Length">Its bytes.</param>
public sealed record StoredFile(string Name, long Length);

/// <summary>A block of listeners to be put together of all ranges.</summary>
/// <param name="Run">The run.</param>
/// <param name="Block">Which one.</param>
/// <param name="Ranges">What was read of the ranges.</param>
/// <param name="Tracks">The catalogue.</param>
/// <param name="Measured">How many listeners of it are kept for measuring.</param>
/// <param name="Twins">Hashes of tracks that several have; null where there are none.</param>
public sealed record JoinStep(WeeklyRun Run, int Block, IReadOnlyList<StoredFile> Ranges, ReadTracks Tracks, int Measured, StoredFile? Twins = null);

/// <summary>A block of listeners.</summary>
/// <param name="Pairs">What they like, a section for each block of tracks.</param>
/// <param name="Listeners">How many there are.</param>
/// <param name="Count">How many pairs.</param>
/// <param name="Measured">Those who are kept for measuring; null where there are none.</param>
/// <param name="Playlists">What they put on playlists; null where that is nothing.</param>
/// <param name="Explored">What came of exploration slots; null where that is nothing.</param>
public sealed record JoinedBlock(StoredFile Pairs, int Listeners, long Count, StoredFile? Measured, StoredFile? Playlists = null, StoredFile? Explored = null);

/// <summary>Everything that learning needs to know of a snapshot.</summary>
/// <param name="Run">The run.</param>
/// <param name="Tracks">The catalogue.</param>
/// <param name="Blocks">The blocks of listeners.</param>
public sealed record TrainingSet(WeeklyRun Run, ReadTracks Tracks, IReadOnlyList<JoinedBlock> Blocks)
{
    /// <summary>What was tried before to find how to learn.</summary>
    public IReadOnlyList<SearchTrial> Trials { get; init; } = [];

    /// <summary>Listeners in all.</summary>
    public int Listeners => Blocks.Sum(block => block.Listeners);

    /// <summary>Pairs in all.</summary>
    public long Pairs => Blocks.Sum(block => block.Count);

    /// <summary>Blocks of tracks.</summary>
    public int TrackBlocks => Core.Recommendations.Snapshot.PairFile.BlocksOf(Tracks.Tracks, Run.TracksInBlock);

    /// <summary>Tracks of a block.</summary>
    /// <param name="block">Which one.</param>
    public int RowsOf(int block) => Math.Min(Run.TracksInBlock, Tracks.Tracks - (block * Run.TracksInBlock));
}

/// <summary>Half a sweep over a block.</summary>
/// <param name="Set">What is learned from.</param>
/// <param name="Sweep">Which sweep, from 0.</param>
/// <param name="Block">Which block.</param>
public sealed record SweepStep(TrainingSet Set, int Sweep, int Block);

/// <summary>A model that is to be measured.</summary>
/// <param name="Set">What it was learned from.</param>
/// <param name="Published">The version that it is held against; null where there is none.</param>
/// <param name="Signals">What was learned beside factors.</param>
public sealed record MeasureStep(TrainingSet Set, string? Published, IReadOnlyList<LearnedSignal>? Signals = null);

/// <summary>How good a model is on what listeners first heard in the week that it had not seen.</summary>
/// <param name="New">The model.</param>
/// <param name="Published">The published model on the same listeners; null where there is none.</param>
/// <param name="Popular">The most popular tracks, for everybody the same.</param>
public sealed record MeasuredModel(RankingQuality? New, RankingQuality? Published, RankingQuality? Popular)
{
    /// <summary>What became of each signal, with its figures.</summary>
    public IReadOnlyList<SignalReport> Signals { get; init; } = [];

    /// <summary>What factors weigh beside neighbours, 0 to 1; chosen by other listeners than those who are measured by.</summary>
    public double FactorShare { get; init; } = 1;

    /// <summary>What was learned of the blend's weights, from other listeners than those who are measured by; null where there were none.</summary>
    public LearnedBlend? Blend { get; init; }

    /// <summary>All signals blended with the weights that lists are made with, over the candidates that lists are made of.</summary>
    public RankingQuality? Blended { get; init; }
}

/// <summary>A model that is to be published, or refused.</summary>
/// <param name="Set">What it was learned from.</param>
/// <param name="Measured">How good it is.</param>
/// <param name="Published">The version that is published before the run.</param>
/// <param name="Signals">What was learned beside factors.</param>
public sealed record PublishStep(TrainingSet Set, MeasuredModel Measured, string? Published, IReadOnlyList<LearnedSignal>? Signals = null);

/// <summary>What became of a model.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Refusal">Why it is not published; null where it is.</param>
/// <param name="Serving">The version that lists are made with; null where there is none at all.</param>
public sealed record PublishedModel(string Version, string? Refusal, string? Serving);

/// <summary>A range of listeners to make lists for.</summary>
/// <param name="Run">The run.</param>
/// <param name="Range">The range.</param>
/// <param name="File">What was read of it.</param>
/// <param name="Model">The model's version.</param>
/// <param name="Explored">What exploration slots have told so far; null where that is nothing.</param>
public sealed record ListsStep(WeeklyRun Run, string Range, StoredFile File, string Model, StoredFile? Explored = null);

/// <summary>What was made for a range.</summary>
/// <param name="Listeners">Listeners who have lists.</param>
/// <param name="Full">Those of them whose Discover Weekly has all its tracks.</param>
/// <param name="Gone">Listeners who were erased meanwhile.</param>
public sealed record MadeLists(int Listeners, int Full, int Gone);

/// <summary>What a run ends with.</summary>
/// <param name="Run">The run.</param>
/// <param name="Outcome">How it ended.</param>
public sealed record FinishWeek(WeeklyRun Run, WeeklyOutcome Outcome);

/// <summary>How a run ended.</summary>
/// <param name="Week">The week.</param>
/// <param name="Refusal">Why nothing was made; null where something was.</param>
/// <param name="Model">What became of the model; null where there was nothing to learn from.</param>
/// <param name="Measured">How good it is.</param>
/// <param name="Listeners">Listeners who have lists.</param>
/// <param name="Full">Those of them whose Discover Weekly has all its tracks.</param>
/// <param name="Explored">What came of the exploration slots of the lists before; null where there were none.</param>
/// <param name="Twins">How many listeners share what they have with others, and weigh together as one; null where none do.</param>
public sealed record WeeklyOutcome(
    string Week, string? Refusal, PublishedModel? Model, MeasuredModel? Measured, int Listeners, int Full, ExploredWeek? Explored = null, FoundTwins? Twins = null);

/// <summary>How far a run is; its custom status.</summary>
/// <param name="Step">What it does.</param>
/// <param name="Done">How many parts of that are done.</param>
/// <param name="Of">How many there are.</param>
public sealed record WeeklyProgress(string Step, int Done, int Of);
