using System.Numerics;

namespace Spotify.Core.Royalties.Calculation;

/// <summary>A hash table of weights by pool and recording, open addressing: one line of memory an entry, no object an entry.</summary>
internal sealed class WeightMap
{
    private Entry[] _entries = new Entry[1024];
    private int[] _slots = new int[2048];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>All, in the order in which they came.</summary>
    public ReadOnlySpan<Entry> Entries => _entries.AsSpan(0, Count);

    /// <summary>The weights of a pool's recording, which may be new. Holds until the next call.</summary>
    public ref Entry Of(int pool, int recording)
    {
        var key = ((ulong)(uint)pool << 32) | (uint)recording;
        for (var slot = SlotOf(key); ; slot = (slot + 1) & (_slots.Length - 1))
        {
            var index = _slots[slot] - 1;
            if (index >= 0)
            {
                if (_entries[index].Key == key)
                    return ref _entries[index];
                continue;
            }

            if (Count == _entries.Length)
            {
                Grow();
                return ref Of(pool, recording);
            }

            _entries[Count] = new Entry { Key = key };
            _slots[slot] = ++Count;
            return ref _entries[Count - 1];
        }
    }

    /// <summary>Holds nothing afterwards; keeps its memory.</summary>
    public void Clear()
    {
        Count = 0;
        Array.Clear(_slots);
    }

    private int SlotOf(ulong key) => (int)((key * 0x9E3779B97F4A7C15) >> (64 - BitOperations.Log2((uint)_slots.Length)));

    private void Grow()
    {
        Array.Resize(ref _entries, _entries.Length * 2);
        _slots = new int[_entries.Length * 2];
        for (var i = 0; i < Count; i++)
        {
            var slot = SlotOf(_entries[i].Key);
            while (_slots[slot] != 0)
                slot = (slot + 1) & (_slots.Length - 1);
            _slots[slot] = i + 1;
        }
    }

    /// <summary>The weights of one recording in one pool.</summary>
    internal struct Entry
    {
        public ulong Key;
        public long Streams;
        public long Ineligible;
        public long ProRata;
        public Int128 UserCentric;
        public Int128 ArtistCentric;
        public long StreamToOwn;
    }
}
