using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Spotify.Core.Recommendations.Vectors;

/// <summary>
/// Vectors of one model: a row for each listener, track or artist, of float32. As bytes (little-endian): "SFAC", version (1, u32), rows (u32), dimensions (u32), the rows one after
/// another, and the SHA-256 of all that.
/// </summary>
public sealed class FactorMatrix
{
    private const uint Version = 1;
    private const int HeaderLength = 16;

    private readonly float[] _values;

    /// <summary>A matrix of zeros.</summary>
    /// <param name="rows">Rows, 0 or more.</param>
    /// <param name="dimensions">Figures of a row, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of them is out of range, or the matrix is over 2^31 figures: cut it into blocks.</exception>
    public FactorMatrix(int rows, int dimensions)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)rows * dimensions, Array.MaxLength, nameof(rows));
        (Rows, Dimensions) = (rows, dimensions);
        _values = new float[rows * dimensions];
    }

    /// <summary>How many vectors there are.</summary>
    public int Rows { get; }

    /// <summary>How many figures each has.</summary>
    public int Dimensions { get; }

    /// <summary>All figures, row by row.</summary>
    public Span<float> Values => _values;

    /// <summary>One vector.</summary>
    /// <param name="row">Its row, from 0.</param>
    public Span<float> this[int row] => _values.AsSpan(row * Dimensions, Dimensions);

    /// <summary>How many bytes <see cref="WriteTo"/> writes.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="dimensions">Figures of a row.</param>
    public static long LengthOf(int rows, int dimensions) => HeaderLength + ((long)rows * dimensions * sizeof(float)) + SHA256.HashSizeInBytes;

    /// <summary>The length of each vector.</summary>
    internal float[] Lengths()
    {
        var lengths = new float[Rows];
        for (var row = 0; row < lengths.Length; row++)
            lengths[row] = MathF.Sqrt(SmallMatrix.Dot(this[row], this[row]));
        return lengths;
    }

    /// <summary>Writes the matrix; the same figures give the same bytes.</summary>
    /// <param name="output">Where to; it stays open.</param>
    public void WriteTo(Stream output)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> header = stackalloc byte[HeaderLength];
        "SFAC"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], Rows);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], Dimensions);
        Write(header);
        for (var row = 0; row < Rows; row++)
            Write(MemoryMarshal.AsBytes(this[row]));
        output.Write(sum.GetHashAndReset());

        void Write(ReadOnlySpan<byte> bytes)
        {
            sum.AppendData(bytes);
            output.Write(bytes);
        }
    }

    /// <summary>Reads what <see cref="WriteTo"/> wrote.</summary>
    /// <returns>The matrix, or null where the bytes are none of this version, are not whole, or are damaged.</returns>
    public static FactorMatrix? TryRead(Stream input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Span<byte> header = stackalloc byte[HeaderLength];
        if (input.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) < HeaderLength || !header[..4].SequenceEqual("SFAC"u8)
            || BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) != Version)
        {
            return null;
        }

        var (rows, dimensions) = (BinaryPrimitives.ReadInt32LittleEndian(header[8..]), BinaryPrimitives.ReadInt32LittleEndian(header[12..]));
        if (rows < 0 || dimensions < 1 || (long)rows * dimensions > Array.MaxLength || (input.CanSeek && ((long)rows * dimensions * sizeof(float)) + SHA256.HashSizeInBytes > input.Length - input.Position))
            return null;
        var matrix = new FactorMatrix(rows, dimensions);
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sum.AppendData(header);
        for (var row = 0; row < rows; row++)
        {
            var bytes = MemoryMarshal.AsBytes(matrix[row]);
            if (input.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
                return null;
            sum.AppendData(bytes);
        }

        Span<byte> end = stackalloc byte[SHA256.HashSizeInBytes];
        return input.ReadAtLeast(end, end.Length, throwOnEndOfStream: false) == end.Length && end.SequenceEqual(sum.GetHashAndReset()) ? matrix : null;
    }
}
