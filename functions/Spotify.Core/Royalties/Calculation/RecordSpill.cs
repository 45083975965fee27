using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Spotify.Core.Royalties.Calculation;

/// <summary>
/// Cuts records into shards of listeners, each a stream of plain records. Memory is one buffer for each writer and shard, whatever the number of records. The bytes are
/// for the machine that wrote them: they live no longer than a calculation.
/// </summary>
/// <param name="shards">Where each shard goes; several writers may fill one, which is locked for the time of a buffer.</param>
/// <param name="bufferBytes">What a writer holds for a shard.</param>
public sealed class RecordSpill<T>(IReadOnlyList<Stream> shards, int bufferBytes = 32 * 1024)
    where T : unmanaged
{
    /// <summary>A writer for one thread.</summary>
    public Writer Open() => new(this, bufferBytes / Unsafe.SizeOf<T>());

    private void Flush(int shard, ReadOnlySpan<T> records)
    {
        var stream = shards[shard];
        lock (stream)
            stream.Write(MemoryMarshal.AsBytes(records));
    }

    /// <summary>Fills the shards; for one thread.</summary>
    public sealed class Writer
    {
        private readonly RecordSpill<T> _spill;
        private readonly T[][] _buffers;
        private readonly int[] _counts;

        internal Writer(RecordSpill<T> spill, int capacity)
        {
            _spill = spill;
            _buffers = [.. Enumerable.Range(0, spill.Shards).Select(_ => new T[capacity])];
            _counts = new int[spill.Shards];
        }

        /// <summary>Adds a record to a shard.</summary>
        public void Add(int shard, in T record)
        {
            var buffer = _buffers[shard];
            buffer[_counts[shard]++] = record;
            if (_counts[shard] == buffer.Length)
                Flush(shard);
        }

        /// <summary>Writes what is left.</summary>
        public void Complete()
        {
            for (var shard = 0; shard < _buffers.Length; shard++)
                Flush(shard);
        }

        private void Flush(int shard)
        {
            _spill.Flush(shard, _buffers[shard].AsSpan(0, _counts[shard]));
            _counts[shard] = 0;
        }
    }

    private int Shards => shards.Count;
}

/// <summary>Cuts listeners into shards.</summary>
public static class ListenerShards
{
    /// <summary>In which of some shards a listener is: all of one in one.</summary>
    public static int Of(UInt128 listener, int shards)
    {
        var mixed = ((ulong)listener ^ ((ulong)(listener >> 64) * 0xD6E8FEB86659FD93)) * 0x9E3779B97F4A7C15;
        return (int)Math.BigMul(mixed, (ulong)shards, out _);
    }
}
