using Spotify.Core.Recommendations.Model;
using Spotify.Core.Recommendations.Vectors;
using Spotify.Functions.Recommendations.Weekly;

namespace Spotify.Functions.Recommendations.Training;

/// <summary>What was learned beside factors, read back from blocks.</summary>
internal sealed class SignalFiles(RunFiles files)
{
    /// <summary>Neighbours; null where there are none.</summary>
    /// <exception cref="InvalidDataException">They are damaged.</exception>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public async Task<TrackNeighbours?> NeighboursAsync(IReadOnlyList<LearnedSignal>? signals, CancellationToken cancellationToken)
    {
        var blocks = new List<TrackNeighbours>();
        foreach (var file in FilesOf(signals, SignalNames.Neighbours))
            blocks.Add(await files.ReadNeighboursAsync(file, cancellationToken));
        return blocks.Count == 0 ? null : TrackNeighbours.Join(blocks);
    }

    /// <summary>Vectors of a signal; null where there are none.</summary>
    /// <exception cref="InvalidDataException">They are damaged.</exception>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public async Task<FactorMatrix?> VectorsAsync(IReadOnlyList<LearnedSignal>? signals, string name, int rows, CancellationToken cancellationToken)
    {
        var (joined, at) = ((FactorMatrix?)null, 0);
        foreach (var file in FilesOf(signals, name))
        {
            var block = await files.ReadMatrixAsync(file, cancellationToken);
            joined ??= new FactorMatrix(rows, block.Dimensions);
            block.Values.CopyTo(joined.Values[at..]);
            at += block.Values.Length;
        }

        return joined is null || at == joined.Values.Length ? joined : throw new InvalidDataException("Blocks of vectors are not as many as rows.");
    }

    private static IReadOnlyList<StoredFile> FilesOf(IReadOnlyList<LearnedSignal>? signals, string name) =>
        signals?.FirstOrDefault(signal => signal.Name == name && signal.State == SignalState.Used)?.Files ?? [];
}
