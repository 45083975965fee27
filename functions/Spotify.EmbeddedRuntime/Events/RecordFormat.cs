using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Spotify.EmbeddedRuntime.Events;

/// <summary>
/// The bytes of one record, little endian: length of what follows the checksum (4), CRC-32C of all but itself (4), sequence number (8), enqueued
/// time in UTC ticks (8), flags (1), then what the flags name (key, message id, content type, trace parent, properties), then the body to the end.
/// </summary>
internal static class RecordFormat
{
    public const int PrefixSize = 8;
    public const int HeaderSize = 25;

    /// <summary>The longest record there can be: a batch at its limit is one event.</summary>
    public const int MaxRecordSize = EventLogOptions.MaxBatchBytes;

    private const int ChecksumOffset = 4;
    private const int SequenceOffset = 8;
    private const int TimeOffset = 16;

    /// <summary>The whole record's size, or -1 when the prefix cannot be one.</summary>
    public static int SizeOf(ReadOnlySpan<byte> prefix)
    {
        var size = BinaryPrimitives.ReadUInt32LittleEndian(prefix) + (long)PrefixSize;
        return size is >= HeaderSize and <= MaxRecordSize ? (int)size : -1;
    }

    public static long SequenceOf(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadInt64LittleEndian(record[SequenceOffset..]);

    public static long TicksOf(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadInt64LittleEndian(record[TimeOffset..]);

    /// <summary>Writes the length into a record that is otherwise complete.</summary>
    public static void Close(Span<byte> record) => BinaryPrimitives.WriteUInt32LittleEndian(record, (uint)(record.Length - PrefixSize));

    /// <summary>Gives a record its place and time, and the checksum over both.</summary>
    public static void Stamp(Span<byte> record, long sequence, long ticks)
    {
        BinaryPrimitives.WriteInt64LittleEndian(record[SequenceOffset..], sequence);
        BinaryPrimitives.WriteInt64LittleEndian(record[TimeOffset..], ticks);
        BinaryPrimitives.WriteUInt32LittleEndian(record[ChecksumOffset..], Checksum(record));
    }

    public static bool IsIntact(ReadOnlySpan<byte> record) =>
        BinaryPrimitives.ReadUInt32LittleEndian(record[ChecksumOffset..]) == Checksum(record);

    private static uint Checksum(ReadOnlySpan<byte> record)
    {
        var crc = BitOperations.Crc32C(uint.MaxValue, BinaryPrimitives.ReadUInt32LittleEndian(record));
        var rest = record[SequenceOffset..];
        var words = MemoryMarshal.Cast<byte, ulong>(rest);
        foreach (var word in words)
            crc = BitOperations.Crc32C(crc, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        foreach (var one in rest[(words.Length * sizeof(ulong))..])
            crc = BitOperations.Crc32C(crc, one);
        return ~crc;
    }
}
