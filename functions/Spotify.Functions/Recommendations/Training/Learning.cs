using System.Globalization;
using System.Runtime.CompilerServices;
using Spotify.Core.Recommendations.Collaborative;
using Spotify.Core.Recommendations.Snapshot;
using Spotify.Core.Recommendations.Vectors;
using Spotify.Functions.Recommendations.Weekly;

namespace Spotify.Functions.Recommendations.Training;

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
        return await SolveAsync(set, pairs, await StandingTracksAsync(set, step.Sweep - 1, cancellationToken), NameOf(set.Run, "listeners", step.Sweep, step.Block), cancellationToken);
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
        return await SolveAsync(set, pairs, await StandingListenersAsync(set, step.Sweep, cancellationToken), NameOf(set.Run, "tracks", step.Sweep, step.Block), cancellationToken);
    }

    /// <summary>The tracks after a sweep; before the first, what they begin with.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public Task<FactorMatrix> TracksAsync(TrainingSet set, int sweep, CancellationToken cancellationToken) => cache.GetAsync(
        NameOf(set.Run, "vectors", sweep), () => JoinAsync(set.Tracks.Tracks, set.Run.Training.Dimensions, TrackBlocks(set, sweep, cancellationToken)), cancellationToken);

    private Task<FixedSide> StandingTracksAsync(TrainingSet set, int sweep, CancellationToken cancellationToken) => cache.GetAsync(
        NameOf(set.Run, "tracks", sweep), () => StandAsync(set, set.Tracks.Tracks, TrackBlocks(set, sweep, cancellationToken), cancellationToken), cancellationToken);

    private Task<FixedSide> StandingListenersAsync(TrainingSet set, int sweep, CancellationToken cancellationToken) => cache.GetAsync(
        NameOf(set.Run, "listeners", sweep),
        () => StandAsync(set, set.Listeners, BlocksAsync(set.Blocks.Select((block, i) => Stored(set.Run, "listeners", sweep, i, block.Listeners)), cancellationToken), cancellationToken),
        cancellationToken);

    private IAsyncEnumerable<FactorMatrix> TrackBlocks(TrainingSet set, int sweep, CancellationToken cancellationToken) => sweep < 0
        ? BeginningAsync(set)
        : BlocksAsync(Enumerable.Range(0, set.TrackBlocks).Select(block => Stored(set.Run, "tracks", sweep, block, set.RowsOf(block))), cancellationToken);

    private static async IAsyncEnumerable<FactorMatrix> BeginningAsync(TrainingSet set)
    {
        await Task.CompletedTask;
        yield return Ials.Begin(set.Tracks.Tracks, set.Run.Training);
    }

    private async IAsyncEnumerable<FactorMatrix> BlocksAsync(IEnumerable<StoredFile> blocks, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var block in blocks)
            yield return await files.ReadMatrixAsync(block, cancellationToken);
    }

    /// <summary>A side as rows are solved against it: in memory, or beyond what that may take in a file of this machine's own, to the same bits.</summary>
    private static async Task<FixedSide> StandAsync(TrainingSet set, int rows, IAsyncEnumerable<FactorMatrix> blocks, CancellationToken cancellationToken)
    {
        var training = set.Run.Training;
        if (rows == 0 || FactorMatrix.LengthOf(rows, training.Dimensions) <= set.Run.SideBytes)
        {
            var vectors = await JoinAsync(rows, training.Dimensions, blocks);
            return FixedSide.Of(vectors, Ials.Gram(vectors), training);
        }

        var folder = Path.Combine(Path.GetTempPath(), "recommendation-sides");
        using var mapped = await MappedRows.WriteAsync(folder, rows, training.Dimensions, blocks, cancellationToken);
        return FixedSide.Of(mapped, folder, training);
    }

    private static string NameOf(WeeklyRun run, string side, int sweep, int? block = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{run.Folder}factors/{side}-{sweep:d3}{(block is null ? "" : "-")}{block:d5}");

    private static StoredFile Stored(WeeklyRun run, string side, int sweep, int block, int rows) =>
        new(NameOf(run, side, sweep, block), FactorMatrix.LengthOf(rows, run.Training.Dimensions));

    private static async Task<FactorMatrix> JoinAsync(int rows, int dimensions, IAsyncEnumerable<FactorMatrix> blocks)
    {
        var (joined, at) = (new FactorMatrix(rows, dimensions), 0);
        await foreach (var block in blocks)
        {
            block.Values.CopyTo(joined.Values[at..]);
            at += block.Values.Length;
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

    private async Task<StoredFile> SolveAsync(TrainingSet set, Interactions pairs, FixedSide other, string name, CancellationToken cancellationToken)
    {
        var solved = new FactorMatrix(pairs.Rows, set.Run.Training.Dimensions);
        // One thread: the host runs several steps at once.
        Ials.SolveRows(pairs, other, 1, solved, cancellationToken);
        return await files.WriteAsync(name, solved, cancellationToken);
    }
}
