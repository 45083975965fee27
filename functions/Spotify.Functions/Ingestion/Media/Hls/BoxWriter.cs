using System.Buffers.Binary;

namespace Spotify.Functions.Ingestion.Media.Hls;

/// <summary>Writes boxes of ISO/IEC 14496-12 into memory: a box is begun, filled and ended, and its size set then.</summary>
internal sealed class BoxWriter
{
    private readonly Stack<int> _open = new();
    private byte[] _bytes = new byte[4096];

    /// <summary>How much is written.</summary>
    public int Length { get; private set; }

    /// <summary>What is written.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    /// <summary>Begins anew.</summary>
    public void Clear() => Length = 0;

    /// <summary>Writes a box.</summary>
    /// <param name="name">Its four letters.</param>
    /// <param name="fill">Writes what is in it.</param>
    public void Box(ReadOnlySpan<byte> name, Action fill)
    {
        _open.Push(Length);
        Word(0).Bytes(name);
        fill();
        var start = _open.Pop();
        BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(start), Length - start);
    }

    /// <summary>Writes a box with a version and flags.</summary>
    public void FullBox(ReadOnlySpan<byte> name, byte version, int flags, Action fill) => Box(name, () =>
    {
        Word((version << 24) | flags);
        fill();
    });

    /// <summary>Writes 16 bits.</summary>
    public BoxWriter Half(int value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(Take(2), (ushort)value);
        return this;
    }

    /// <summary>Writes 32 bits.</summary>
    public BoxWriter Word(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(Take(4), value);
        return this;
    }

    /// <summary>Writes 64 bits.</summary>
    public BoxWriter Long(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(Take(8), value);
        return this;
    }

    /// <summary>Writes bytes as they are.</summary>
    public BoxWriter Bytes(ReadOnlySpan<byte> value)
    {
        value.CopyTo(Take(value.Length));
        return this;
    }

    /// <summary>Writes zeros.</summary>
    public BoxWriter Zeros(int count)
    {
        Take(count).Clear();
        return this;
    }

    /// <summary>Sets 32 bits that were written before.</summary>
    public void Patch(int at, int value) => BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(at), value);

    private Span<byte> Take(int count)
    {
        Ensure(count);
        Length += count;
        return _bytes.AsSpan(Length - count, count);
    }

    private void Ensure(int count)
    {
        if (Length + count > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
    }
}
