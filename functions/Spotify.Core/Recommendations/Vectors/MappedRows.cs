using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace Spotify.Core.Recommendations.Vectors;

/// <summary>
/// Rows of float32 in a file that is mapped, for sides that memory should not hold: the system keeps the pages that are asked for as long as nobody needs the room. The file goes when this does, and where
/// the system allows it at once. Safe for any number of threads once it is written.
/// </summary>
public sealed class MappedRows : IDisposable
{
    // So many rows are read or written together.
    internal const int Chunk = 4096;

    private readonly FileStream _stream;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    private MappedRows(FileStream stream, int rows, int dimensions)
    {
        (_stream, Rows, Dimensions) = (stream, rows, dimensions);
        _file = MemoryMappedFile.CreateFromFile(stream, null, stream.Length, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        _view = _file.CreateViewAccessor(0, stream.Length, MemoryMappedFileAccess.Read);
        try
        {
            File.Delete(stream.Name);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // Where open files cannot be removed it goes when it is closed.
        }
    }

    /// <summary>How many rows there are.</summary>
    public int Rows { get; }

    /// <summary>How many figures each has.</summary>
    public int Dimensions { get; }

    /// <summary>Writes rows and maps them.</summary>
    /// <param name="folder">Where the file goes; there must be room for it.</param>
    /// <param name="rows">How many rows, 1 or more.</param>
    /// <param name="dimensions">How many figures each has, 1 or more.</param>
    /// <param name="blocks">All rows, block by block, in order.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidDataException">There are more or fewer rows than that.</exception>
    /// <exception cref="IOException">There is no room.</exception>
    public static async Task<MappedRows> WriteAsync(string folder, int rows, int dimensions, IAsyncEnumerable<FactorMatrix> blocks, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        var stream = Open(folder);
        try
        {
            await foreach (var block in blocks.WithCancellation(cancellationToken))
                stream.Write(MemoryMarshal.AsBytes(block.Values));
            stream.Flush();
            return stream.Length == (long)rows * dimensions * sizeof(float) ? new MappedRows(stream, rows, dimensions) : throw new InvalidDataException("Blocks of vectors are not as many as rows.");
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>Reads a row.</summary>
    /// <param name="row">Which one, from 0.</param>
    /// <param name="into">Gets it.</param>
    public void Read(int row, Span<float> into)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Rows, nameof(row));
        _view.SafeMemoryMappedViewHandle.ReadSpan((ulong)row * (ulong)Dimensions * sizeof(float), into[..Dimensions]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
        _stream.Dispose();
    }

    /// <summary>All rows in chunks of <see cref="Chunk"/>, in order; each chunk is overwritten by the next.</summary>
    internal IEnumerable<FactorMatrix> Chunks()
    {
        for (var from = 0; from < Rows; from += Chunk)
        {
            var chunk = new FactorMatrix(Math.Min(Chunk, Rows - from), Dimensions);
            _view.SafeMemoryMappedViewHandle.ReadSpan((ulong)from * (ulong)Dimensions * sizeof(float), chunk.Values);
            yield return chunk;
        }
    }

    /// <summary>The same rows, each changed.</summary>
    internal MappedRows Map(string folder, Func<FactorMatrix, FactorMatrix> change)
    {
        var stream = Open(folder);
        foreach (var chunk in Chunks())
            stream.Write(MemoryMarshal.AsBytes(change(chunk).Values));
        stream.Flush();
        return new MappedRows(stream, Rows, Dimensions);
    }

    private static FileStream Open(string folder)
    {
        Directory.CreateDirectory(folder);
        return new FileStream(Path.Combine(folder, $"rows-{Guid.NewGuid():n}"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, 1 << 20, FileOptions.DeleteOnClose);
    }
}
