namespace Spotify.Core.Telemetry.Live;

/// <summary>
/// How many distinct things were seen: exact up to <see cref="ExactUpTo"/> hashes, which are kept themselves, and estimated within 1.6 % (one standard error)
/// beyond, by a HyperLogLog sketch. Its state is a function of the set of hashes alone, to the last bit: order, repeats, and how it was put together from
/// parts make no difference. That is all that live statistics need to be right under redelivery. Hashes must be well mixed: see <see cref="LiveHash"/>.
/// </summary>
public sealed class DistinctCount
{
    /// <summary>Up to how many it is exact: as many hashes as take the place of a sketch.</summary>
    public const int ExactUpTo = HyperLogLog.PackedBytes / 8;

    private ulong[] _hashes = new ulong[1];
    private int _count;
    private byte[]? _registers;
    private double _estimate = -1;

    /// <summary>Whether the count is exact.</summary>
    public bool IsExact => _registers is null;

    /// <summary>Bytes of <see cref="WriteTo"/>, about.</summary>
    public int Bytes => _registers is null ? 2 + (_count * 8) : 1 + HyperLogLog.PackedBytes;

    /// <summary>How many distinct hashes were seen; a whole number.</summary>
    public long Count
    {
        get
        {
            if (_registers is null)
                return _count;
            if (_estimate < 0)
                _estimate = HyperLogLog.Estimate(_registers);
            return (long)Math.Round(_estimate);
        }
    }

    /// <summary>Takes in a hash.</summary>
    /// <returns>Whether anything has changed.</returns>
    public bool Add(ulong hash)
    {
        if (_registers is not null)
            return Changed(HyperLogLog.Add(_registers, hash));
        var place = Array.BinarySearch(_hashes, 0, _count, hash);
        if (place >= 0)
            return false;
        if (_count == ExactUpTo)
        {
            Condense();
            HyperLogLog.Add(_registers!, hash);
            return true;
        }

        if (_count == _hashes.Length)
            Array.Resize(ref _hashes, Math.Min(_count * 2, ExactUpTo));
        Array.Copy(_hashes, ~place, _hashes, ~place + 1, _count - ~place);
        _hashes[~place] = hash;
        _count++;
        return true;
    }

    /// <summary>Takes in all that another one has seen.</summary>
    /// <returns>Whether anything has changed.</returns>
    public bool Merge(DistinctCount other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var changed = false;
        if (other._registers is { } others)
        {
            if (_registers is not null)
                return Changed(HyperLogLog.Merge(_registers, others));
            Condense();
            HyperLogLog.Merge(_registers!, others);
            return true;
        }

        for (var i = 0; i < other._count; i++)
            changed |= Add(other._hashes[i]);
        return changed;
    }

    /// <summary>One of its own with the same content.</summary>
    public DistinctCount Copy()
    {
        var copy = new DistinctCount();
        copy.Merge(this);
        return copy;
    }

    internal void WriteTo(CompactWriter writer)
    {
        // A number of hashes, or one more than there can be for a sketch.
        writer.Unsigned((ulong)(_registers is null ? _count : ExactUpTo + 1));
        if (_registers is null)
        {
            for (var i = 0; i < _count; i++)
                writer.Fixed(_hashes[i]);
            return;
        }

        Span<byte> packed = stackalloc byte[HyperLogLog.PackedBytes];
        HyperLogLog.Pack(_registers, packed);
        writer.Bytes(packed);
    }

    internal static DistinctCount? TryRead(ref CompactReader reader)
    {
        var count = reader.Number(ExactUpTo + 1);
        var read = new DistinctCount();
        if (count > ExactUpTo)
        {
            var packed = reader.Bytes(HyperLogLog.PackedBytes);
            read._registers = reader.Failed ? null : HyperLogLog.Unpack(packed);
            return read._registers is null ? null : read;
        }

        if (count * 8 > reader.Remaining)
            return null;
        read._hashes = new ulong[Math.Max(1, count)];
        for (; read._count < count; read._count++)
        {
            read._hashes[read._count] = reader.Fixed();
            if (read._count > 0 && read._hashes[read._count] <= read._hashes[read._count - 1])
                return null;
        }

        return reader.Failed ? null : read;
    }

    private void Condense()
    {
        _registers = new byte[HyperLogLog.Registers];
        for (var i = 0; i < _count; i++)
            HyperLogLog.Add(_registers, _hashes[i]);
        (_hashes, _count, _estimate) = ([], 0, -1);
    }

    private bool Changed(bool changed)
    {
        if (changed)
            _estimate = -1;
        return changed;
    }
}
