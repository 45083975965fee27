using Spotify.Core.Recommendations.Model;
using Spotify.Core.Recommendations.Vectors;
using Spotify.Functions.Telemetry.Closing;

namespace Spotify.Functions.Recommendations.Weekly;

/// <summary>The files of runs and models in the container <c>archive</c>.</summary>
internal sealed class RunFiles(ILedgerFiles files)
{
    /// <summary>Where they lie.</summary>
    public ILedgerFiles Files => files;

    /// <summary>A name that no other attempt at the same step has: what one reads of a store that changes may differ from what another read.</summary>
    public static string NewAttempt() => Guid.NewGuid().ToString("n");

    /// <summary>Writes a file; it is there when all of it is written, and not before.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public Task<StoredFile> WriteAsync(string name, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => files.WriteAsync(
        name,
        async stream =>
        {
            await stream.WriteAsync(bytes, cancellationToken);
            return new StoredFile(name, bytes.Length);
        },
        cancellationToken);

    /// <summary>Writes vectors.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public Task<StoredFile> WriteAsync(string name, FactorMatrix vectors, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream(checked((int)FactorMatrix.LengthOf(vectors.Rows, vectors.Dimensions)));
        vectors.WriteTo(bytes);
        return WriteAsync(name, bytes.ToArray(), cancellationToken);
    }

    /// <summary>Writes what is in a file of this machine.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public Task<StoredFile> CopyAsync(string name, string path, CancellationToken cancellationToken) => files.WriteAsync(
        name,
        async stream =>
        {
            await using var source = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan);
            await source.CopyToAsync(stream, cancellationToken);
            return new StoredFile(name, source.Length);
        },
        cancellationToken);

    /// <summary>Reads all of a file.</summary>
    /// <exception cref="FileNotFoundException">It is not there, or is shorter.</exception>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public async Task<byte[]> ReadAsync(StoredFile file, CancellationToken cancellationToken)
    {
        var bytes = new byte[file.Length];
        await files.ReadAsync(file.Name, 0, bytes, cancellationToken);
        return bytes;
    }

    /// <summary>Reads vectors.</summary>
    /// <exception cref="InvalidDataException">They are damaged.</exception>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public async Task<FactorMatrix> ReadMatrixAsync(StoredFile file, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream(await ReadAsync(file, cancellationToken));
        return FactorMatrix.TryRead(bytes) ?? throw new InvalidDataException($"The vectors in '{file.Name}' are damaged.");
    }

    /// <summary>Reads neighbours.</summary>
    /// <exception cref="InvalidDataException">They are damaged.</exception>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public async Task<TrackNeighbours> ReadNeighboursAsync(StoredFile file, CancellationToken cancellationToken) =>
        TrackNeighbours.TryRead(await ReadAsync(file, cancellationToken)) ?? throw new InvalidDataException($"The neighbours in '{file.Name}' are damaged.");
}
