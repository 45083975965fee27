using System.Buffers.Binary;

namespace Spotify.Core.Telemetry.Closing;

/// <summary>
/// Things on their way into sorted runs: as many as memory may hold, cut into partitions. What has one key is made one before anything is spilled, so that
/// a spill is far smaller than what came in.
/// </summary>
/// <param name="format">What they are.</param>
/// <param name="partitions">How many partitions.</param>
/// <param name="partitionOf">Where a thing belongs.</param>
/// <param name="capacity">How many are held at most.</param>
public sealed class RunBuffer<T>(RunFormat<T> format, int partitions, Func<T, int> partitionOf, int capacity)
{
    private readonly List<T>[] _items = [.. Enumerable.Range(0, partitions).Select(_ => new List<T>())];
    private int _count;

    /// <summary>Whether nothing is held.</summary>
    public bool IsEmpty => _count == 0;

    /// <summary>Takes one in.</summary>
    /// <returns>True when it is time to <see cref="Spill"/>.</returns>
    public bool Add(T item)
    {
        _items[partitionOf(item)].Add(item);
        if (++_count < capacity)
            return false;
        Compact();
        return _count > capacity / 2;
    }

    /// <summary>All that is held as one spill: a header, then the partitions one after the other, each in order. Nothing is held afterwards.</summary>
    public ReadOnlyMemory<byte> Spill()
    {
        Compact();
        var writer = new CompactWriter();
        writer.Bytes(new byte[RunSpill.HeaderBytes(partitions)]);
        var ends = new long[partitions];
        var record = new CompactWriter();
        for (var i = 0; i < partitions; i++)
        {
            foreach (var item in _items[i])
                WriteRecord(writer, record, format, item);
            ends[i] = writer.Length;
            _items[i].Clear();
        }

        _count = 0;
        var spill = writer.Written.ToArray();
        for (var i = 0; i < partitions; i++)
            BinaryPrimitives.WriteInt64LittleEndian(spill.AsSpan(i * sizeof(long)), ends[i]);
        return spill;
    }

    internal static void WriteRecord(CompactWriter into, CompactWriter record, RunFormat<T> format, T item)
    {
        record.Clear();
        format.Write(record, item);
        into.Text(record.Written);
    }

    private void Compact()
    {
        _count = 0;
        foreach (var items in _items)
        {
            items.Sort(format.Compare);
            var kept = 0;
            for (var i = 0; i < items.Count; i++)
            {
                if (kept > 0 && format.Compare(items[kept - 1], items[i]) == 0)
                    items[kept - 1] = format.Combine(items[kept - 1], items[i]);
                else
                    items[kept++] = items[i];
            }

            items.RemoveRange(kept, items.Count - kept);
            _count += kept;
        }
    }
}
