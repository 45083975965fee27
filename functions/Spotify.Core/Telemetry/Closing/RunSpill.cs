using System.Buffers.Binary;

namespace Spotify.Core.Telemetry.Closing;

/// <summary>What a <see cref="RunBuffer{T}"/> spilled: a header with the end of each partition, 8 bytes each, then the partitions.</summary>
public static class RunSpill
{
    /// <summary>Bytes of the header.</summary>
    public static int HeaderBytes(int partitions) => partitions * sizeof(long);

    /// <summary>Where a partition is.</summary>
    /// <param name="header">The spill's first <see cref="HeaderBytes"/>.</param>
    /// <param name="partition">Which one.</param>
    public static (long Offset, long Length) Section(ReadOnlySpan<byte> header, int partition)
    {
        var from = partition == 0 ? header.Length : EndOf(header, partition - 1);
        return (from, EndOf(header, partition) - from);
    }

    private static long EndOf(ReadOnlySpan<byte> header, int partition) => BinaryPrimitives.ReadInt64LittleEndian(header[(partition * sizeof(long))..]);
}
