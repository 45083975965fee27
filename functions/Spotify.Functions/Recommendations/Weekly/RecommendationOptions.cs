using System.ComponentModel.DataAnnotations;
using Spotify.Core.Recommendations.Collaborative;

namespace Spotify.Functions.Recommendations.Weekly;

/// <summary>Settings of the weekly run. What a run works with is fixed when it begins.</summary>
public sealed class RecommendationOptions
{
    /// <summary>The section.</summary>
    public const string Section = "Recommendations";

    /// <summary>When the run begins: Sunday, 01:00 UTC, fifteen hours before the first listeners' Monday morning.</summary>
    public const string Schedule = "0 0 1 * * 0";

    /// <summary>Into how many ranges listeners are cut for reading and for making lists; each is held in memory by itself.</summary>
    [Range(1, 100_000)]
    public int Ranges { get; set; } = 32;

    /// <summary>Into how many blocks listeners are cut for learning.</summary>
    [Range(1, 4_096)]
    public int ListenerBlocks { get; set; } = 8;

    /// <summary>How many tracks a block takes in learning.</summary>
    [Range(1, 1_000_000)]
    public int TracksInBlock { get; set; } = 16_384;

    /// <summary>A side of the factorisation that takes more than so many megabytes stands in a file of the worker's own temporary folder, mapped, while the other is solved.</summary>
    [Range(0, 1_000_000)]
    public long SideMegabytes { get; set; } = 1_024;

    /// <summary>Figures of a vector.</summary>
    [Range(1, 1_024)]
    public int Dimensions { get; set; } = 128;

    /// <summary>How often each side is solved.</summary>
    [Range(1, 100)]
    public int Sweeps { get; set; } = 12;

    /// <summary>What a pair that was never played weighs.</summary>
    [Range(1e-6, 1)]
    public double Unobserved { get; set; } = 0.01;

    /// <summary>How much large vectors cost.</summary>
    [Range(1e-9, 1)]
    public double Regularization { get; set; } = 0.003;

    /// <summary>After how many days a play weighs half.</summary>
    [Range(1, 3_650)]
    public double HalfLifeDays { get; set; } = 60;

    /// <summary>How many listeners with something to find a model is measured by at the most.</summary>
    [Range(1, 1_000_000)]
    public int MeasuredListeners { get; set; } = 20_000;

    /// <summary>With fewer listeners than this a measure says too little to refuse a model by.</summary>
    [Range(1, 1_000_000)]
    public int JudgedListeners { get; set; } = 50;

    /// <summary>How much worse than the published model's NDCG a new one's may be, as a part of it.</summary>
    [Range(0, 1)]
    public double Tolerance { get; set; } = 0.02;

    /// <summary>How many neighbours of each track are kept for the second collaborative signal; 0 leaves it out.</summary>
    [Range(0, 1_000)]
    public int Neighbours { get; set; } = 100;

    /// <summary>How many of the smoothest directions of the graph neighbours are found by.</summary>
    [Range(0, 1_024)]
    public int GraphDirections { get; set; } = 64;

    /// <summary>Of more pairs no graph is made: a worker holds it whole, some 30 bytes a pair.</summary>
    [Range(0, 1_000_000_000)]
    public long GraphPairs { get; set; } = 20_000_000;

    /// <summary>Of more tracks no content model is made: a worker holds it whole; 0 leaves it out.</summary>
    [Range(0, 100_000_000)]
    public int ContentTracks { get; set; } = 2_000_000;

    /// <summary>From how many tracks with plays the audio model learns at the most, 41 KB each; 0 leaves it out.</summary>
    [Range(0, 1_000_000)]
    public int SoundTracks { get; set; } = 20_000;

    /// <summary>How many ways of learning factors, and as many of filtering the graph, are tried each week on some of the listeners before all are learned from; 0 goes by the settings alone.</summary>
    [Range(0, 100)]
    public int SearchTrials { get; set; } = 3;

    /// <summary>On how many listeners at the most ways of learning are tried.</summary>
    [Range(1, 1_000_000)]
    public int SearchListeners { get; set; } = 5_000;

    /// <summary>To how many tracks every one is compared for every listener; a model of more gets indexes, which are asked in its place.</summary>
    [Range(0, 100_000_000)]
    public int ScannedTracks { get; set; } = Core.Recommendations.Neighbours.VectorIndexes.ExactUpTo;

    /// <summary>How many vectors are compared for one listener at the most where there are indexes, centres of lists aside.</summary>
    [Range(1_000, 100_000_000)]
    public int ComparedVectors { get; set; } = 262_144;

    /// <summary>Out of how many candidates a listener's list is made, by what listeners alike say, description, sound and popularity together.</summary>
    [Range(60, 100_000)]
    public int Candidates { get; set; } = 560;

    internal SignalSettings ToSignals() => new()
    {
        Neighbours = Neighbours,
        GraphDirections = GraphDirections,
        GraphPairs = GraphPairs,
        ContentTracks = ContentTracks,
        SoundTracks = SoundTracks,
        SearchTrials = SearchTrials,
        SearchListeners = SearchListeners,
    };

    internal IalsOptions ToTraining(ulong seed) => new()
    {
        Dimensions = Dimensions,
        Sweeps = Sweeps,
        Unobserved = Unobserved,
        Regularization = Regularization,
        Seed = seed,
    };
}
