using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using Azure.Messaging.EventHubs;

namespace Spotify.EmbeddedRuntime.Events;

/// <summary>
/// Events as the records they will be on the disk, in one pooled buffer; the partition only stamps them. Not thread-safe, except that whoever holds a
/// share keeps the buffer alive: it goes back to the pool with the last share.
/// </summary>
internal sealed class EncodedEvents(int limit) : IDisposable
{
    [Flags]
    private enum Parts : byte
    {
        None = 0,
        PartitionKey = 1,
        MessageId = 2,
        ContentType = 4,
        TraceParent = 8,
        Properties = 16,
    }

    private byte[] _buffer = [];
    private int _length;
    private int _shares = 1;

    public int Count { get; private set; }

    public int Length => _length;

    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(0, _length);

    /// <summary>Adds an event where there is room below the limit.</summary>
    /// <exception cref="System.Runtime.Serialization.SerializationException">A property has a type that cannot travel.</exception>
    public bool TryAdd(EventData data, string? partitionKey)
    {
        var body = data.EventBody.ToMemory().Span;
        if ((long)_length + RecordFormat.HeaderSize + body.Length > limit)
            return false;

        var start = _length;
        var added = false;
        try
        {
            WriteHead(data, partitionKey);
            Raw(body);
            added = _length <= limit;
        }
        finally
        {
            if (!added)
                _length = start;
        }

        if (!added)
            return false;
        RecordFormat.Close(_buffer.AsSpan(start, _length - start));
        Count++;
        return true;
    }

    /// <summary>Gives the records consecutive places from <paramref name="sequence"/> on.</summary>
    public void Stamp(long sequence, long ticks)
    {
        var rest = _buffer.AsSpan(0, _length);
        while (!rest.IsEmpty)
        {
            var size = RecordFormat.SizeOf(rest);
            RecordFormat.Stamp(rest[..size], sequence++, ticks);
            rest = rest[size..];
        }
    }

    /// <summary>Turns an intact record back into an event; its body is a copy.</summary>
    /// <exception cref="FormatException">The record was not written by this version.</exception>
    public static EventData Decode(ReadOnlySpan<byte> record)
    {
        var reader = new RecordReader(record[(RecordFormat.HeaderSize - 1)..]);
        var parts = (Parts)reader.Byte();
        var key = parts.HasFlag(Parts.PartitionKey) ? reader.Text() : null;
        var messageId = parts.HasFlag(Parts.MessageId) ? reader.Text() : null;
        var contentType = parts.HasFlag(Parts.ContentType) ? reader.Text() : null;
        var traceParent = parts.HasFlag(Parts.TraceParent) ? reader.Text() : null;
        var properties = parts.HasFlag(Parts.Properties) ? ReadProperties(ref reader) : null;
        var enqueued = new DateTimeOffset(RecordFormat.TicksOf(record), TimeSpan.Zero);
        return new EventData(new BinaryData(reader.Rest.ToArray()), RecordFormat.SequenceOf(record), enqueued, key, properties)
        {
            MessageId = messageId,
            ContentType = contentType,
            TraceParent = traceParent,
        };
    }

    public void AddShare() => Interlocked.Increment(ref _shares);

    public void Dispose()
    {
        if (Interlocked.Decrement(ref _shares) != 0)
            return;
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _length = 0;
    }

    public EncodedEvents Byte(byte value)
    {
        Room(1)[0] = value;
        _length++;
        return this;
    }

    public EncodedEvents Int64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(Room(sizeof(long)), value);
        _length += sizeof(long);
        return this;
    }

    public EncodedEvents Bytes(ReadOnlySpan<byte> value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(Room(sizeof(int)), value.Length);
        _length += sizeof(int);
        return Raw(value);
    }

    public EncodedEvents Text(string value)
    {
        var room = Room(sizeof(int) + Encoding.UTF8.GetMaxByteCount(value.Length));
        var written = Encoding.UTF8.GetBytes(value, room[sizeof(int)..]);
        BinaryPrimitives.WriteInt32LittleEndian(room, written);
        _length += sizeof(int) + written;
        return this;
    }

    private static Dictionary<string, object> ReadProperties(ref RecordReader reader)
    {
        var count = (int)reader.Int64();
        var properties = new Dictionary<string, object>(count, StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
            properties.Add(reader.Text(), PropertyValues.Read(ref reader)!);
        return properties;
    }

    private void WriteHead(EventData data, string? partitionKey)
    {
        var traceParent = Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null;
        var parts = (partitionKey is null ? Parts.None : Parts.PartitionKey)
            | (data.MessageId is null ? Parts.None : Parts.MessageId)
            | (data.ContentType is null ? Parts.None : Parts.ContentType)
            | (traceParent is null ? Parts.None : Parts.TraceParent)
            | (data.PropertyCount == 0 ? Parts.None : Parts.Properties);

        // Room for all of a usual event at once, so that the buffer is rented once.
        Room(RecordFormat.HeaderSize + 256 + data.EventBody.ToMemory().Length)[..RecordFormat.HeaderSize].Clear();
        _length += RecordFormat.HeaderSize - 1;
        Byte((byte)parts);
        if (partitionKey is not null)
            Text(partitionKey);
        if (data.MessageId is not null)
            Text(data.MessageId);
        if (data.ContentType is not null)
            Text(data.ContentType);
        if (traceParent is not null)
            Text(traceParent);
        if (!parts.HasFlag(Parts.Properties))
            return;
        Int64(data.PropertyCount);
        foreach (var (name, value) in data.Properties)
        {
            Text(name);
            PropertyValues.Write(this, value);
        }
    }

    private EncodedEvents Raw(ReadOnlySpan<byte> value)
    {
        value.CopyTo(Room(value.Length));
        _length += value.Length;
        return this;
    }

    private Span<byte> Room(int count)
    {
        if (_buffer.Length - _length < count)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_length + count, Math.Min(_buffer.Length * 2, limit + 1024)));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            if (_buffer.Length > 0)
                ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        return _buffer.AsSpan(_length);
    }
}
