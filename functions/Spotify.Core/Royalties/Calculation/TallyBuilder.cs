using System.Runtime.InteropServices;
using Spotify.Core.Telemetry;

namespace Spotify.Core.Royalties.Calculation;

/// <summary>
/// The first pass over a shard of listeners: counts streams and distinct listeners of tracks and artists. Holds one entry a track, nothing a play. Where
/// <see cref="IsFull"/> after a listener, what is held is drained and merged later.
/// </summary>
/// <param name="recordings">The shard's recordings.</param>
/// <param name="artistOf">The first artist of a track; null for none.</param>
/// <param name="rules">Whose <see cref="RoyaltyRules.MinListeners"/> is the threshold.</param>
/// <param name="capacity">Tracks and artists that are held at most, each.</param>
public sealed class TallyBuilder(RecordingTable recordings, Func<TrackKey, UInt128?> artistOf, RoyaltyRules rules, int capacity = int.MaxValue)
{
    private readonly Dictionary<TrackKey, int> _trackSlots = [];
    private readonly Dictionary<UInt128, int> _artistSlots = [];
    private readonly List<Slot> _tracks = [];
    private readonly List<Slot> _artists = [];
    private (int Track, int Artist)[] _slots = [];
    private UInt128 _listener;
    private int _turn;

    /// <summary>Whether it is time to drain, once the listener's rows are all in.</summary>
    public bool IsFull => _tracks.Count >= capacity || _artists.Count >= capacity;

    /// <summary>Takes in a row; rows come by listener.</summary>
    public void Add(in ListenerPlays row)
    {
        if (row.Plays == 0)
            return;
        if (_turn == 0 || row.Listener != _listener)
        {
            _listener = row.Listener;
            _turn++;
        }

        var (track, artist) = SlotsOf(row.Recording);
        Count(ref CollectionsMarshal.AsSpan(_tracks)[track], row, rules.MinListeners);
        if (artist >= 0)
            Count(ref CollectionsMarshal.AsSpan(_artists)[artist], row, 0);
    }

    /// <summary>The artists that are held, in their order. Call it before <see cref="DrainTracks"/>, which leaves nothing.</summary>
    public IReadOnlyList<ArtistTally> Artists() =>
        [.. _artistSlots.OrderBy(slot => slot.Key).Select(slot => new ArtistTally(slot.Key, _artists[slot.Value].Streams, _artists[slot.Value].Listeners))];

    /// <summary>The tracks that are held, in their order; nothing is held afterwards, artists neither.</summary>
    public IReadOnlyList<TrackTally> DrainTracks()
    {
        var drained = new List<TrackTally>(_tracks.Count);
        foreach (var (track, slot) in _trackSlots.OrderBy(slot => slot.Key.Value))
        {
            var tally = _tracks[slot];
            drained.Add(new TrackTally(track, tally.Streams, tally.Listeners, tally.Few is null ? [] : [.. tally.Few.AsSpan(0, (int)tally.Listeners).ToArray().Order()]));
        }

        _trackSlots.Clear();
        _artistSlots.Clear();
        _tracks.Clear();
        _artists.Clear();
        _slots = [];
        return drained;
    }

    private void Count(ref Slot slot, in ListenerPlays row, int threshold)
    {
        slot.Streams += row.Plays;
        if (slot.Turn == _turn)
            return;
        slot.Turn = _turn;
        slot.Listeners++;
        if (slot.Listeners >= threshold)
        {
            slot.Few = null;
            return;
        }

        if (slot.Few is null || slot.Few.Length < slot.Listeners)
            Array.Resize(ref slot.Few, Math.Min(threshold, Math.Max(2, (int)slot.Listeners * 2)));
        slot.Few![slot.Listeners - 1] = row.Listener;
    }

    private (int Track, int Artist) SlotsOf(int recording)
    {
        if (recording >= _slots.Length)
            Array.Resize(ref _slots, Math.Max(recordings.Count, recording + 1));
        ref var slots = ref _slots[recording];
        // Slots are kept one up, so that a new array says "not yet".
        if (slots.Track == 0)
        {
            var track = recordings[recording].Track;
            slots.Track = SlotOf(_trackSlots, _tracks, track) + 1;
            slots.Artist = artistOf(track) is { } artist ? SlotOf(_artistSlots, _artists, artist) + 1 : 0;
        }

        return (slots.Track - 1, slots.Artist - 1);
    }

    private static int SlotOf<TKey>(Dictionary<TKey, int> slots, List<Slot> list, TKey key)
        where TKey : notnull
    {
        if (slots.TryGetValue(key, out var slot))
            return slot;
        slots.Add(key, list.Count);
        list.Add(default);
        return list.Count - 1;
    }

    private struct Slot
    {
        public long Streams;
        public long Listeners;
        public int Turn;
        public UInt128[]? Few;
    }
}
