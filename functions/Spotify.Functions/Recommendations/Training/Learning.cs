using System.Globalization;
using Spotify.Core.Recommendations.Collaborative;
using Spotify.Core.Recommendations.Snapshot;
using Spotify.Core.Recommendations.Vectors;
using Spotify.Functions.Recommendations.Weekly;

namespace Spotify.Functions.Recommendations.Training;

/// <summary>A side of the factorisation that stands still.</summary>
/// <param name="Vectors">Its vectors.</param>
/// <param name="Prepared">What rows are solved against.</param>
internal sealed record StandingSide(FactorMatrix Vectors, FixedSide Prepared);

/// <summary>
/// Learns by blocks what <see cref="Ials.Train"/> learns in one process, to the same bits: a row depends on its own pairs and the other side alone. A machine holds the side that stands still,
/// and reads and writes a block at a time of the other.
/// </summary>
internal sealed class Learning(RunFiles files, RunCache cache)
{
    /// <summary>Solves a block of listeners. Safe to repeat.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public async Task<StoredFile> SolveListenersAsync(SweepStep step, CancellationToken cancellationToken)
    {
        var set = step.Set;
        var block = set.Blocks[step.Block];
        var header = PairFile.HeaderBytes(set.TrackBlocks);
        var bytes = await files.ReadAsync(block.Pairs, cancellationToken);
        var pairs = Interactions.Of(block.Listeners, set.Tracks.Tracks, PairFile.Read(bytes[header..]));
        return await SolveAsync(set, pairs, await TracksAsync(set, step.Sweep - 1, cancellationToken), NameOf(set.Run, "listeners", step.Sweep, step.Block), cancellationToken);
    }

    /// <summary>Solves a block of tracks. Safe to repeat.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public async Task<StoredFile> SolveTracksAsync(SweepStep step, CancellationToken cancellationToken)
    {
        var set = step.Set;
        var (from, rows) = (step.Block * set.Run.TracksInBlock, set.RowsOf(step.Block));
        var (all, first) = (new List<Interaction>(), 0);
        foreach (var block in set.Blocks)
        {
            foreach (var pair in await SectionAsync(set, block, step.Block, cancellationToken))
                all.Add(new Interaction(pair.Column - from, first + pair.Row, pair.Weight));
            first += block.Listeners;
        }

        var pairs = Interactions.Of(rows, set.Listeners, all);
        return await SolveAsync(set, pairs, await ListenersAsync(set, step.Sweep, cancellationToken), NameOf(set.Run, "tracks", step.Sweep, step.Block), cancellationToken);
    }

    /// <summary>The tracks after a sweep; before the first, what they begin with.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public Task<StandingSide> TracksAsync(TrainingSet set, int sweep, CancellationToken cancellationToken) => cache.GetAsync(
        NameOf(set.Run, "tracks", sweep),
        async () =>
        {
            if (sweep < 0)
                return Side(set, Ials.Begin(set.Tracks.Tracks, set.Run.Training));
            var blocks = Enumerable.Range(0, set.TrackBlocks).Select(block => Stored(set.Run, "tracks", sweep, block, set.RowsOf(block)));
            return Side(set, await JoinAsync(set.Tracks.Tracks, set.Run.Training.Dimensions, blocks, cancellationToken));
        },
        cancellationToken);

    private Task<StandingSide> ListenersAsync(TrainingSet set, int sweep, CancellationToken cancellationToken) => cache.GetAsync(
        NameOf(set.Run, "listeners", sweep),
        async () => Side(set, await JoinAsync(
            set.Listeners, set.Run.Training.Dimensions, set.Blocks.Select((block, i) => Stored(set.Run, "listeners", sweep, i, block.Listeners)), cancellationToken)),
        cancellationToken);

    private static StandingSide Side(TrainingSet set, FactorMatrix vectors) => new(vectors, FixedSide.Of(vectors, Ials.Gram(vectors), set.Run.Training));

    private static string NameOf(WeeklyRun run, string side, int sweep, int? block = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{run.Folder}factors/{side}-{sweep:d3}{(block is null ? "" : "-")}{block:d5}");

    private static StoredFile Stored(WeeklyRun run, string side, int sweep, int block, int rows) =>
        new(NameOf(run, side, sweep, block), FactorMatrix.LengthOf(rows, run.Training.Dimensions));

    private async Task<FactorMatrix> JoinAsync(int rows, int dimensions, IEnumerable<StoredFile> blocks, CancellationToken cancellationToken)
    {
        var (joined, at) = (new FactorMatrix(rows, dimensions), 0);
        foreach (var block in blocks)
        {
            var vectors = await files.ReadMatrixAsync(block, cancellationToken);
            vectors.Values.CopyTo(joined.Values[at..]);
            at += vectors.Values.Length;
        }

        return at == joined.Values.Length ? joined : throw new InvalidDataException("Blocks of vectors are not as many as rows.");
    }

    private async Task<IEnumerable<Interaction>> SectionAsync(TrainingSet set, JoinedBlock block, int section, CancellationToken cancellationToken)
    {
        var header = new byte[PairFile.HeaderBytes(set.TrackBlocks)];
        await files.Files.ReadAsync(block.Pairs.Name, 0, header, cancellationToken);
        var place = PairFile.SectionOf(header, section);
        var bytes = new byte[place.Length];
        await files.Files.ReadAsync(block.Pairs.Name, place.Offset, bytes, cancellationToken);
        return PairFile.Read(bytes);
    }

    private async Task<StoredFile> SolveAsync(TrainingSet set, Interactions pairs, StandingSide other, string name, CancellationToken cancellationToken)
    {
        var solved = new FactorMatrix(pairs.Rows, set.Run.Training.Dimensions);
        // One thread: the host runs several steps at once.
        Ials.SolveRows(pairs, other.Prepared, 1, solved, cancellationToken);
        return await files.WriteAsync(name, solved, cancellationToken);
    }
}
