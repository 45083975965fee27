using System.Buffers.Binary;
using System.Text;

namespace Spotify.Core.Telemetry;

/// <summary>Reads what <see cref="CompactWriter"/> wrote. Bytes that are not so never throw: they set <see cref="Failed"/>, and every later read gives nothing.</summary>
internal ref struct CompactReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public bool Failed { get; private set; }

    public readonly bool AtEnd => _rest.IsEmpty;

    public readonly int Remaining => _rest.Length;

    public byte Byte()
    {
        var bytes = Bytes(1);
        return bytes.IsEmpty ? (byte)0 : bytes[0];
    }

    public ulong Unsigned()
    {
        ulong value = 0;
        for (int i = 0, shift = 0; i < _rest.Length && shift < 64; i++, shift += 7)
        {
            var part = _rest[i];
            value |= (ulong)(part & 0x7F) << shift;
            if (part >= 0x80)
                continue;
            _rest = _rest[(i + 1)..];
            return value;
        }

        Fail();
        return 0;
    }

    public long Signed()
    {
        var value = Unsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>A number that must lie within 0 and a bound; with a bound below 0 none does.</summary>
    public int Number(int atMost)
    {
        var value = Unsigned();
        if (atMost >= 0 && value <= (ulong)atMost)
            return (int)value;
        Fail();
        return 0;
    }

    /// <summary>How many things follow, each of which takes at least some bytes, so that a false number never makes a large array.</summary>
    public int Count(int atLeastBytesEach) => Number(_rest.Length / atLeastBytesEach);

    public ulong Fixed()
    {
        var bytes = Bytes(8);
        return bytes.IsEmpty ? 0 : BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    public TrackKey Track()
    {
        var bytes = Bytes(16);
        return bytes.IsEmpty ? default : new TrackKey(BinaryPrimitives.ReadUInt128LittleEndian(bytes));
    }

    public ReadOnlySpan<byte> TextBytes() => Bytes(Count(1));

    public string Text() => Encoding.UTF8.GetString(TextBytes());

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count > _rest.Length)
        {
            Fail();
            return [];
        }

        var bytes = _rest[..count];
        _rest = _rest[count..];
        return bytes;
    }

    public void Fail()
    {
        Failed = true;
        _rest = [];
    }
}
