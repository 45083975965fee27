using System.Numerics;

namespace Spotify.Core.Royalties.Calculation;

/// <summary>What takes a shard's listeners one after the other.</summary>
public interface IListenerSink
{
    /// <summary>Takes all plays of one listener; the rows hold until it returns.</summary>
    /// <param name="listener">The pseudonym; each comes once, in ascending order.</param>
    /// <param name="plays">By market, then recording; no two of one market and recording, none of 0 plays.</param>
    void Take(UInt128 listener, ReadOnlySpan<ListenerPlays> plays);
}

/// <summary>
/// Sorts a shard of plays by listener, market and recording, and adds up what is the same. A counting sort by listener, then each listener's plays as plain 64-bit keys: nothing is
/// compared field by field, and memory is reused from shard to shard. Recordings' numbers must be in the order of recordings.
/// </summary>
public sealed class ListenerSorter
{
    /// <summary>The most recordings that a table may have here.</summary>
    public const int MaxRecordings = 1 << 30;

    private UInt128[] _listeners = new UInt128[1024];
    private int[] _counts = new int[1024];
    private int[] _slots = new int[4096];
    private int[] _numbers = [];
    private ulong[] _keys = [];
    private ListenerPlays[] _rows = [];
    private int _known;

    /// <summary>Sorts a shard into a sink.</summary>
    public void Sort(ReadOnlySpan<PlayRecord> plays, IListenerSink sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        Number(plays);
        var order = new int[_known];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        Array.Sort(_listeners[.._known], order);

        // Where each listener's keys begin, in the order of listeners; afterwards where they end.
        var next = new int[_known];
        var at = 0;
        foreach (var listener in order)
        {
            next[listener] = at;
            at += _counts[listener];
        }

        if (_keys.Length < plays.Length)
            _keys = new ulong[plays.Length];
        for (var i = 0; i < plays.Length; i++)
        {
            ref readonly var play = ref plays[i];
            if (play.Delta != 0)
                _keys[next[_numbers[i]]++] = KeyOf(play);
        }

        foreach (var listener in order)
        {
            var keys = _keys.AsSpan(next[listener] - _counts[listener], _counts[listener]);
            keys.Sort();
            var rows = AddUp(_listeners[listener], keys);
            if (!rows.IsEmpty)
                sink.Take(_listeners[listener], rows);
        }
    }

    private static ulong KeyOf(in PlayRecord play) =>
        ((ulong)play.Market << 48) | ((ulong)(uint)play.Recording << 2) | ((ulong)play.Active << 1) | (play.Delta < 0 ? 1UL : 0);

    private ReadOnlySpan<ListenerPlays> AddUp(UInt128 listener, ReadOnlySpan<ulong> keys)
    {
        if (_rows.Length < keys.Length)
            _rows = new ListenerPlays[Math.Max(keys.Length, _rows.Length * 2)];
        var count = 0;
        for (var i = 0; i < keys.Length;)
        {
            var (group, plays, active) = (keys[i] >> 2, 0L, 0L);
            for (; i < keys.Length && keys[i] >> 2 == group; i++)
            {
                var delta = (keys[i] & 1) == 0 ? 1 : -1;
                plays += delta;
                active += (keys[i] & 2) == 0 ? 0 : delta;
            }

            if (plays != 0 || active != 0)
                _rows[count++] = new ListenerPlays(listener, (int)(group >> 46), (int)(group & ((1UL << 46) - 1)), plays, active);
        }

        return _rows.AsSpan(0, count);
    }

    private void Number(ReadOnlySpan<PlayRecord> plays)
    {
        _known = 0;
        Array.Clear(_slots);
        if (_numbers.Length < plays.Length)
            _numbers = new int[plays.Length];
        for (var i = 0; i < plays.Length; i++)
        {
            ref readonly var play = ref plays[i];
            if (play.Delta == 0)
                continue;
            var number = NumberOf(play.Listener);
            _numbers[i] = number;
            _counts[number]++;
        }
    }

    private int NumberOf(UInt128 listener)
    {
        var slot = SlotOf(listener);
        for (; _slots[slot] != 0; slot = (slot + 1) & (_slots.Length - 1))
        {
            if (_listeners[_slots[slot] - 1] == listener)
                return _slots[slot] - 1;
        }

        if (_known == _listeners.Length)
        {
            Grow();
            return NumberOf(listener);
        }

        _listeners[_known] = listener;
        _counts[_known] = 0;
        _slots[slot] = ++_known;
        return _known - 1;
    }

    private int SlotOf(UInt128 listener) =>
        (int)((((ulong)listener ^ BitOperations.RotateLeft((ulong)(listener >> 64), 29)) * 0x9E3779B97F4A7C15) >> (64 - BitOperations.Log2((uint)_slots.Length)));

    private void Grow()
    {
        Array.Resize(ref _listeners, _listeners.Length * 2);
        Array.Resize(ref _counts, _counts.Length * 2);
        _slots = new int[_slots.Length * 2];
        for (var i = 0; i < _known; i++)
        {
            var slot = SlotOf(_listeners[i]);
            while (_slots[slot] != 0)
                slot = (slot + 1) & (_slots.Length - 1);
            _slots[slot] = i + 1;
        }
    }
}
