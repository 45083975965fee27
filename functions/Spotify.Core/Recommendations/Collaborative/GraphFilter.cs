using Spotify.Core.Recommendations.Vectors;

namespace Spotify.Core.Recommendations.Collaborative;

/// <summary>
/// A second signal beside factors, without learning: what listeners of the same tracks listen to, as a low-pass filter over the graph of listeners and tracks (Shen et al., "How Powerful is
/// Graph Convolution for Recommendation?", CIKM 2021). Near neighbours (tracks two steps away) and the smoothest directions of the whole graph (the largest singular vectors) are added.
/// </summary>
public sealed class GraphFilter : ICollaborativeSignal
{
    private const int Block = 2048;

    private readonly Interactions _listeners;
    private readonly Interactions _tracks;
    private readonly float[] _trackScale;
    private readonly float[] _into;
    private readonly float[] _outOf;
    private readonly FactorMatrix _smooth;
    private readonly float _smoothWeight;

    private GraphFilter(Interactions listeners, Interactions tracks, GraphFilterOptions options)
    {
        (_listeners, _tracks, _smoothWeight) = (listeners, tracks, (float)options.SmoothWeight);
        (_trackScale, _into, _outOf) = (new float[tracks.Rows], new float[tracks.Rows], new float[tracks.Rows]);
        for (var track = 0; track < tracks.Rows; track++)
        {
            var degree = Math.Max(1, tracks.ColumnsOf(track).Length);
            _trackScale[track] = (float)Math.Pow(degree, -options.PopularityExponent);
            _into[track] = (float)Math.Pow(degree, -0.5);
            _outOf[track] = (float)Math.Pow(degree, 1 - options.PopularityExponent - 0.5 + options.SmoothPopularity);
        }

        _smooth = options.Directions == 0 ? new FactorMatrix(0, tracks.Rows) : TruncatedSvd.Of(Normalized(listeners, tracks), options.Directions, options.Seed, threads: options.Threads).Right;
    }

    /// <summary>Builds the filter of a graph.</summary>
    /// <param name="seen">Listeners x tracks; weights are not looked at.</param>
    /// <param name="options">How.</param>
    public static GraphFilter Of(Interactions seen, GraphFilterOptions options)
    {
        ArgumentNullException.ThrowIfNull(seen);
        ArgumentNullException.ThrowIfNull(options);
        return new GraphFilter(seen, seen.Transpose(), options);
    }

    /// <inheritdoc/>
    public string Name => "graph";

    /// <inheritdoc/>
    public int Tracks => _tracks.Rows;

    /// <inheritdoc/>
    public TasteScorer Open()
    {
        var (room, parts) = (new float[_listeners.Rows], new float[_smooth.Rows]);
        return (tracks, _, scores) => Score(tracks, room, parts, scores);
    }

    // room: a figure for each listener, zero before and after.
    private void Score(ReadOnlySpan<int> has, float[] room, float[] parts, Span<float> scores)
    {
        scores.Clear();
        foreach (var track in has)
        {
            var scale = _into[track];
            foreach (var listener in _tracks.ColumnsOf(track))
                room[listener] += scale;
        }

        for (var listener = 0; listener < room.Length; listener++)
        {
            if (room[listener] == 0)
                continue;
            var heard = _listeners.ColumnsOf(listener);
            var part = room[listener] / heard.Length;
            foreach (var track in heard)
                scores[track] += part;
            room[listener] = 0;
        }

        for (var track = 0; track < scores.Length; track++)
            scores[track] *= _trackScale[track];
        if (_smooth.Rows > 0)
            AddSmooth(has, parts, scores);
    }

    private void AddSmooth(ReadOnlySpan<int> has, float[] parts, Span<float> scores)
    {
        for (var direction = 0; direction < parts.Length; direction++)
        {
            var vector = _smooth[direction];
            parts[direction] = 0;
            foreach (var track in has)
                parts[direction] += _into[track] * vector[track];
        }

        // By blocks, so that sums stay in the nearest cache.
        Span<float> sums = stackalloc float[Block];
        for (var from = 0; from < scores.Length; from += Block)
        {
            var block = sums[..Math.Min(Block, scores.Length - from)];
            block.Clear();
            for (var direction = 0; direction < parts.Length; direction++)
                SmallMatrix.MultiplyAdd(block, parts[direction], _smooth[direction].Slice(from, block.Length));
            for (var i = 0; i < block.Length; i++)
                scores[from + i] += _smoothWeight * _outOf[from + i] * block[i];
        }
    }

    private static Interactions Normalized(Interactions listeners, Interactions tracks) => Interactions.Of(
        listeners.Rows,
        listeners.Columns,
        listeners.Pairs().Select(pair => pair with { Weight = (float)(1 / Math.Sqrt((double)listeners.ColumnsOf(pair.Row).Length * tracks.ColumnsOf(pair.Column).Length)) }));
}

/// <summary>How a graph is filtered.</summary>
public sealed record GraphFilterOptions
{
    /// <summary>Singular vectors that are kept; 0 for near neighbours alone.</summary>
    /// <value>256.</value>
    public int Directions { get; init; } = 256;

    /// <summary>What the smooth part weighs beside near neighbours.</summary>
    /// <value>0.3.</value>
    public double SmoothWeight { get; init; } = 0.3;

    /// <summary>By which power of its listeners a track is scaled down: 0.5 is the published filter; more takes more from popular tracks.</summary>
    /// <value>0.5; 0 to 1.</value>
    public double PopularityExponent { get; init; } = 0.5;

    /// <summary>By which further power popular tracks gain in the smooth part.</summary>
    /// <value>0.5, the published filter.</value>
    public double SmoothPopularity { get; init; } = 0.5;

    /// <summary>Where random numbers begin.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads; the result is the same for any number.</summary>
    /// <value>All processors.</value>
    public int Threads { get; init; } = Environment.ProcessorCount;
}
