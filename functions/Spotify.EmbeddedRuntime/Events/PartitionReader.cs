using System.Buffers;
using Azure.Messaging.EventHubs;
using Microsoft.Win32.SafeHandles;

namespace Spotify.EmbeddedRuntime.Events;

/// <summary>Reads a partition from a sequence number on, in order. Not thread-safe; each reader has a place and a file handle of its own.</summary>
internal sealed class PartitionReader(PartitionLog log, long position) : IDisposable
{
    private const int UsualBuffer = 128 * 1024;

    private Segment? _segment;
    private SafeFileHandle? _file;
    private long _offset;
    private long _offsetSequence;

    /// <summary>The sequence number of the next event to read.</summary>
    public long Position { get; private set; } = position;

    /// <summary>How many events were gone by retention before this reader came to them.</summary>
    public long Missed { get; private set; }

    /// <summary>Completes when there is an event to read.</summary>
    public ValueTask WaitAsync(CancellationToken cancellationToken) => log.WaitForAsync(Position, cancellationToken);

    /// <summary>Adds events that are committed and not read yet; none when there are none.</summary>
    /// <param name="into">Where they are added.</param>
    /// <param name="maxEvents">The most events to add.</param>
    /// <param name="maxBytes">Stops after the event that reaches this many bytes.</param>
    /// <returns>How many bytes their records have.</returns>
    /// <exception cref="EventLogCorruptException">A committed record does not read back.</exception>
    public long Read(List<EventData> into, int maxEvents, long maxBytes)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(UsualBuffer);
        long bytes = 0;
        try
        {
            var limit = into.Count + maxEvents;
            while (into.Count < limit && bytes < maxBytes && Available() is > 0 and var available)
            {
                var count = SegmentScan.ReadFully(_file!, buffer.AsSpan(0, (int)Math.Min(buffer.Length, available)), _offset);
                var used = Take(buffer.AsSpan(0, count), into, limit, maxBytes - bytes, available, out var needed);
                bytes += used;
                if (used == 0)
                    buffer = Larger(buffer, needed);
            }

            return bytes;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private static byte[] Larger(byte[] buffer, int needed)
    {
        ArrayPool<byte>.Shared.Return(buffer);
        return ArrayPool<byte>.Shared.Rent(needed);
    }

    // The committed bytes from the reader's place to the end of its segment; moves on to the segment that holds the position. 0 when nothing is left.
    private long Available()
    {
        while (Position < log.NextSequence)
        {
            if (_segment is not null && _segment.Length - _offset is > 0 and var available)
                return available;
            var next = log.SegmentOf(Position);
            if (next == _segment)
                throw Corrupt(0, $"it ends before event {Position}");
            Enter(next);
        }

        return 0;
    }

    private void Enter(Segment segment)
    {
        _file?.Dispose();
        (_file, _segment) = (null, null);
        if (segment.FirstSequence > Position)
        {
            Missed += segment.FirstSequence - Position;
            Position = segment.FirstSequence;
        }

        try
        {
            _file = File.OpenHandle(segment.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (FileNotFoundException)
        {
            // Retention was faster; the next round finds the oldest segment that is left.
            return;
        }

        (_segment, _offset, _offsetSequence) = (segment, 0, segment.FirstSequence);
    }

    private int Take(ReadOnlySpan<byte> bytes, List<EventData> into, int limit, long maxBytes, long available, out int needed)
    {
        var used = 0;
        needed = RecordFormat.HeaderSize;
        while (into.Count < limit && used < maxBytes && bytes.Length - used >= RecordFormat.PrefixSize)
        {
            var size = RecordFormat.SizeOf(bytes[used..]);
            if (size < 0 || size > available - used)
                throw Corrupt(used, "a record's length makes no sense");
            needed = size;
            if (size > bytes.Length - used)
                break;
            Take(bytes.Slice(used, size), used, into);
            used += size;
        }

        if (used == 0 && bytes.Length >= needed)
            throw Corrupt(0, "the file ends inside a record");
        _offset += used;
        return used;
    }

    private void Take(ReadOnlySpan<byte> record, int at, List<EventData> into)
    {
        if (RecordFormat.SequenceOf(record) != _offsetSequence || !RecordFormat.IsIntact(record))
            throw Corrupt(at, "a record does not match its checksum or its place");
        _offsetSequence++;
        if (_offsetSequence <= Position)
            return;
        into.Add(EncodedEvents.Decode(record));
        Position = _offsetSequence;
    }

    private EventLogCorruptException Corrupt(int at, string detail)
    {
        var error = new EventLogCorruptException(_segment!.Path, _offset + at, detail);
        // So that a second try reads from the segment's start again.
        _segment = null;
        return error;
    }
}
