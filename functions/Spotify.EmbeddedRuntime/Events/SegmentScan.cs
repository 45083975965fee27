using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Spotify.EmbeddedRuntime.Events;

/// <summary>What a walk over a segment found.</summary>
/// <param name="GoodBytes">How many bytes from the start are intact records in sequence.</param>
/// <param name="NextSequence">The sequence number after the last of them.</param>
/// <param name="FirstTicks">When the first was taken; 0 without one.</param>
/// <param name="LastTicks">When the last was taken; 0 without one.</param>
internal readonly record struct SegmentScan(long GoodBytes, long NextSequence, long FirstTicks, long LastTicks)
{
    /// <summary>Checks every record of a segment until the first bad one or the end of the file.</summary>
    public static SegmentScan Run(SafeFileHandle file, long firstSequence)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(2 * RecordFormat.MaxRecordSize);
        try
        {
            var result = new SegmentScan(0, firstSequence, 0, 0);
            while (true)
            {
                var count = ReadFully(file, buffer, result.GoodBytes);
                var before = result.GoodBytes;
                result = result.Over(buffer.AsSpan(0, count));
                if (result.GoodBytes == before)
                    return result;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Fills the buffer from a place in the file, less only at the file's end.</summary>
    public static int ReadFully(SafeFileHandle file, Span<byte> buffer, long offset)
    {
        var filled = 0;
        while (filled < buffer.Length && RandomAccess.Read(file, buffer[filled..], offset + filled) is > 0 and var count)
            filled += count;
        return filled;
    }

    private SegmentScan Over(ReadOnlySpan<byte> bytes)
    {
        var (good, next, first, last) = this;
        while (bytes.Length >= RecordFormat.HeaderSize)
        {
            var size = RecordFormat.SizeOf(bytes);
            if (size < 0 || size > bytes.Length || RecordFormat.SequenceOf(bytes) != next || !RecordFormat.IsIntact(bytes[..size]))
                break;
            last = RecordFormat.TicksOf(bytes);
            first = first == 0 ? last : first;
            next++;
            good += size;
            bytes = bytes[size..];
        }

        return new SegmentScan(good, next, first, last);
    }
}
