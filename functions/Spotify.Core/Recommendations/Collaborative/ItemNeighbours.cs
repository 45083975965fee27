using Spotify.Core.Recommendations.Neighbours;

namespace Spotify.Core.Recommendations.Collaborative;

/// <summary>
/// A third signal: each track with those that share most listeners with it (item-based nearest neighbours; Sarwar et al. 2001, shrinkage as in Bell and Koren 2007). A shared listener says
/// less the more he has, popular tracks are scaled down by a power that is chosen, and what few listeners say is believed less. It keeps a bounded list for a track, so that it fits in
/// memory at any size, and a score is a sum over lists alone.
/// </summary>
public sealed class ItemNeighbours : ICollaborativeSignal
{
    private readonly Interactions _near;

    private ItemNeighbours(Interactions near) => _near = near;

    /// <inheritdoc/>
    public string Name => "neighbours";

    /// <inheritdoc/>
    public int Tracks => _near.Rows;

    /// <summary>Finds the neighbours of all tracks.</summary>
    /// <param name="seen">Listeners x tracks; weights are not looked at.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static ItemNeighbours Of(Interactions seen, NeighbourOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(seen);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Neighbours, 1, nameof(options));
        var (tracks, near) = (seen.Transpose(), new Interaction[seen.Columns][]);
        var listeners = Powers(seen, options.ListenerExponent);
        var (from, to) = (Powers(tracks, options.OwnExponent), Powers(tracks, options.PopularityExponent));
        Parallel.For(
            0,
            tracks.Rows,
            new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancellationToken },
            () => new Room(tracks.Rows, options.Neighbours),
            (track, _, room) =>
            {
                near[track] = Find(track, room);
                return room;
            },
            _ => { });
        var starts = new int[near.Length + 1];
        for (var track = 0; track < near.Length; track++)
            starts[track + 1] = checked(starts[track] + near[track].Length);
        return new ItemNeighbours(Interactions.OfRows(
            tracks.Rows,
            starts,
            [.. near.SelectMany(pairs => pairs.Select(pair => pair.Column))],
            [.. near.SelectMany(pairs => pairs.Select(pair => pair.Weight))]));

        Interaction[] Find(int track, Room room)
        {
            foreach (var listener in tracks.ColumnsOf(track))
            {
                foreach (var other in seen.ColumnsOf(listener))
                {
                    if (room.Shared[other]++ == 0)
                        room.Touched.Add(other);
                    room.Sums[other] += listeners[listener];
                }
            }

            room.Touched.Sort();
            var best = new Best(options.Neighbours);
            foreach (var other in room.Touched)
            {
                var shared = room.Shared[other];
                var score = MathF.Pow(room.Sums[other] * from[track] * to[other] * shared / (shared + (float)options.Shrinkage), (float)options.Power);
                (room.Shared[other], room.Sums[other]) = (0, 0);
                if (other != track && score > 0 && score > best.Threshold)
                    best.Offer(other, score, null);
            }

            room.Touched.Clear();
            return [.. best.ToSorted().Select(found => new Interaction(track, found.Row, found.Score)).OrderBy(pair => pair.Column)];
        }
    }

    /// <inheritdoc/>
    public TasteScorer Open() => (tracks, weights, scores) =>
    {
        scores.Clear();
        for (var i = 0; i < tracks.Length; i++)
        {
            var weight = weights.IsEmpty ? 1 : weights[i];
            var others = _near.ColumnsOf(tracks[i]);
            var near = _near.WeightsOf(tracks[i]);
            for (var other = 0; other < others.Length; other++)
                scores[others[other]] += weight * near[other];
        }
    };

    private static float[] Powers(Interactions rows, double exponent) =>
        [.. Enumerable.Range(0, rows.Rows).Select(row => (float)Math.Pow(Math.Max(1, rows.ColumnsOf(row).Length), -exponent))];

    private sealed class Room(int tracks, int neighbours)
    {
        public readonly int[] Shared = new int[tracks];
        public readonly float[] Sums = new float[tracks];
        public readonly List<int> Touched = new(4 * neighbours);
    }
}

/// <summary>How neighbours of tracks are found.</summary>
public sealed record NeighbourOptions
{
    /// <summary>How many a track has at most.</summary>
    /// <value>1,000; 1 or more.</value>
    public int Neighbours { get; init; } = 1000;

    /// <summary>By which power of what he has a listener says less.</summary>
    /// <value>0.5.</value>
    public double ListenerExponent { get; init; } = 0.5;

    /// <summary>By which power of its listeners a track that somebody has says less.</summary>
    /// <value>0.5, the cosine.</value>
    public double OwnExponent { get; init; } = 0.5;

    /// <summary>By which power of its listeners a track that is scored is scaled down: more takes more from popular tracks.</summary>
    /// <value>0.4; 0.5 is the cosine.</value>
    public double PopularityExponent { get; init; } = 0.4;

    /// <summary>So many shared listeners halve a score: what few say is believed less.</summary>
    /// <value>2; 0 or more.</value>
    public double Shrinkage { get; init; } = 2;

    /// <summary>The power that similarities are raised to: above 1 the nearest count more.</summary>
    /// <value>1; above 0.</value>
    public double Power { get; init; } = 1;

    /// <summary>Threads; the result is the same for any number.</summary>
    /// <value>All processors.</value>
    public int Threads { get; init; } = Environment.ProcessorCount;
}
