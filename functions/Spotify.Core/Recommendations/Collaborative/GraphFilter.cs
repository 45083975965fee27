using Spotify.Core.Recommendations.Vectors;

namespace Spotify.Core.Recommendations.Collaborative;

/// <summary>
/// A second signal beside factors, without learning: what listeners of the same tracks listen to, as a low-pass filter over the graph of listeners and tracks (Shen et al., "How Powerful is
/// Graph Convolution for Recommendation?", CIKM 2021). Near neighbours (tracks two steps away) and the smoothest directions of the whole graph (the largest singular vectors) are added. What was blurred so is sharpened again: the part that everybody shares is taken back (Choi et al., "Blurring-
/// Sharpening Process Models for Collaborative Filtering", SIGIR 2023).
/// </summary>
public sealed class GraphFilter : ICollaborativeSignal
{
    private const int Block = 2048;

    private readonly Interactions _listeners;
    private readonly Interactions _tracks;
    private readonly FactorMatrix _smooth;
    private readonly GraphFilterOptions _options;
    private readonly float[] _degreeRoot;
    private readonly float[] _ownScale;
    private readonly float[] _trackScale;
    private readonly float[] _smoothScale;
    private readonly float[] _listenerScale;

    private GraphFilter(Interactions listeners, Interactions tracks, FactorMatrix smooth, GraphFilterOptions options)
    {
        (_listeners, _tracks, _smooth, _options) = (listeners, tracks, smooth, options);
        _degreeRoot = Powers(tracks, -0.5);
        _ownScale = Powers(tracks, -options.OwnExponent);
        _trackScale = Powers(tracks, -options.PopularityExponent);
        _smoothScale = Powers(tracks, 0.5 - options.PopularityExponent + options.SmoothPopularity);
        _listenerScale = Powers(listeners, -options.ListenerExponent);
    }

    /// <summary>Builds the filter of a graph.</summary>
    /// <param name="seen">Listeners x tracks; weights are not looked at.</param>
    /// <param name="options">How.</param>
    public static GraphFilter Of(Interactions seen, GraphFilterOptions options)
    {
        ArgumentNullException.ThrowIfNull(seen);
        ArgumentNullException.ThrowIfNull(options);
        var tracks = seen.Transpose();
        var smooth = options.Directions == 0
            ? new FactorMatrix(0, seen.Columns)
            : TruncatedSvd.Of(Normalized(seen, tracks), options.Directions, options.Seed, threads: options.Threads).Right;
        return new GraphFilter(seen, tracks, smooth, options);
    }

    /// <summary>The same graph, filtered in another way: its directions are not looked for again. Of those only as many can be kept as there are.</summary>
    /// <param name="options">How.</param>
    public GraphFilter With(GraphFilterOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new GraphFilter(_listeners, _tracks, _smooth, options);
    }

    /// <inheritdoc/>
    public string Name => "graph";

    /// <inheritdoc/>
    public int Tracks => _tracks.Rows;

    /// <inheritdoc/>
    public TasteScorer Open()
    {
        var (room, parts) = (new float[_listeners.Rows], new float[Math.Min(_options.Directions, _smooth.Rows)]);
        var term = new float[_options.Sharpening > 0 ? Tracks : 0];
        return (tracks, _, scores) =>
        {
            AddNear(tracks, room, scores);
            if (parts.Length > 0)
                AddSmooth(tracks, parts, scores);
            if (_options.Sharpening > 0)
                Sharpen(scores, term, room);
        };
    }

    // room: a figure for each listener, zero before and after.
    private void AddNear(ReadOnlySpan<int> has, float[] room, Span<float> scores)
    {
        scores.Clear();
        foreach (var track in has)
        {
            var scale = _ownScale[track];
            foreach (var listener in _tracks.ColumnsOf(track))
                room[listener] += scale;
        }

        for (var listener = 0; listener < room.Length; listener++)
        {
            if (room[listener] == 0)
                continue;
            var part = room[listener] * _listenerScale[listener];
            foreach (var track in _listeners.ColumnsOf(listener))
                scores[track] += part;
            room[listener] = 0;
        }

        for (var track = 0; track < scores.Length; track++)
            scores[track] *= _trackScale[track];
    }

    // scores = scores x exp(-sharpening x P), P the normalised product of the graph with itself, by the first terms of the series.
    private void Sharpen(Span<float> scores, float[] term, float[] room)
    {
        scores.CopyTo(term);
        var factor = 1.0;
        for (var order = 1; order <= _options.SharpeningTerms; order++)
        {
            SmallMatrix.Multiply(term, term, _degreeRoot);
            for (var listener = 0; listener < room.Length; listener++)
            {
                var heard = _listeners.ColumnsOf(listener);
                var sum = 0f;
                foreach (var track in heard)
                    sum += term[track];
                room[listener] = sum / Math.Max(1, heard.Length);
            }

            for (var track = 0; track < term.Length; track++)
            {
                var sum = 0f;
                foreach (var listener in _tracks.ColumnsOf(track))
                    sum += room[listener];
                term[track] = sum * _degreeRoot[track];
            }

            factor *= -_options.Sharpening / order;
            SmallMatrix.MultiplyAdd(scores, (float)factor, term);
        }

        Array.Clear(room);
    }

    private void AddSmooth(ReadOnlySpan<int> has, float[] parts, Span<float> scores)
    {
        for (var direction = 0; direction < parts.Length; direction++)
        {
            var vector = _smooth[direction];
            parts[direction] = 0;
            foreach (var track in has)
                parts[direction] += _ownScale[track] * vector[track];
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
                scores[from + i] += (float)_options.SmoothWeight * _smoothScale[from + i] * block[i];
        }
    }

    private static float[] Powers(Interactions rows, double exponent) =>
        [.. Enumerable.Range(0, rows.Rows).Select(row => (float)Math.Pow(Math.Max(1, rows.ColumnsOf(row).Length), exponent))];

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

    /// <summary>What the smooth part weighs beside near neighbours, which weigh the more the smaller <see cref="ListenerExponent"/> is.</summary>
    /// <value>1.5; 0.3 in the published filter.</value>
    public double SmoothWeight { get; init; } = 1.5;

    /// <summary>By which power of its listeners a track that somebody has says less.</summary>
    /// <value>0.5, as in the published filter; 0 to 1.</value>
    public double OwnExponent { get; init; } = 0.5;

    /// <summary>By which power of its listeners a track is scaled down: 0.5 is the published filter; more takes more from popular tracks.</summary>
    /// <value>0.5; 0 to 1.</value>
    public double PopularityExponent { get; init; } = 0.5;

    /// <summary>By which further power popular tracks gain in the smooth part.</summary>
    /// <value>0.5, the published filter.</value>
    public double SmoothPopularity { get; init; } = 0.5;

    /// <summary>By which power of what he has a listener says less.</summary>
    /// <value>0.5; 1 in the published filter; 0 to 1.</value>
    public double ListenerExponent { get; init; } = 0.5;

    /// <summary>How much of what everybody shares is taken back at the end: the time of the sharpening process. It costs a pass through the whole graph for each term.</summary>
    /// <value>0 for none; 0 to 3.</value>
    public double Sharpening { get; init; }

    /// <summary>Terms of the series that sharpening is reckoned by.</summary>
    /// <value>2; 1 to 8.</value>
    public int SharpeningTerms { get; init; } = 2;

    /// <summary>Where random numbers begin.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads; the result is the same for any number.</summary>
    /// <value>All processors.</value>
    public int Threads { get; init; } = Environment.ProcessorCount;
}
