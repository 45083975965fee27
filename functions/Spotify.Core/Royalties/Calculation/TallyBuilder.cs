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
    private readonly Slots<TrackKey> _tracks = new();
    private readonly Slots<UInt128> _artists = new();
    private Places[] _places = [];
    private int _placed;
    private UInt128 _listener;
    private int _turn;

    /// <summary>Whether it is time to drain, once the listener's rows are all in.</summary>
    public bool IsFull => _tracks.Used >= capacity || _artists.Used >= capacity;

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

        if (row.Recording >= _placed)
            Place();
        var places = _places[row.Recording];
        _tracks.Count(places.Track, row, _turn, rules.MinListeners);
        if (places.Artist >= 0)
            _artists.Count(places.Artist, row, _turn, 0);
    }

    /// <summary>The artists that are held, in their order. Call it before <see cref="DrainTracks"/>, which leaves nothing.</summary>
    public IReadOnlyList<ArtistTally> Artists() => [.. _artists.Heard().OrderBy(slot => slot.Key).Select(slot => new ArtistTally(slot.Key, slot.Streams, slot.Listeners))];

    /// <summary>The tracks that are held, in their order; nothing is held afterwards, artists neither.</summary>
    public IReadOnlyList<TrackTally> DrainTracks()
    {
        List<TrackTally> drained = [.. _tracks.Heard().OrderBy(slot => slot.Key.Value).Select(slot => new TrackTally(slot.Key, slot.Streams, slot.Listeners, slot.Few))];
        _tracks.Clear();
        _artists.Clear();
        return drained;
    }

    // Slots are in the order of recordings, which a listener's rows are in too: memory is walked forwards.
    private void Place()
    {
        if (recordings.Count > _places.Length)
            Array.Resize(ref _places, Math.Max(recordings.Count, _places.Length * 2));
        for (; _placed < recordings.Count; _placed++)
        {
            var track = recordings[_placed].Track;
            _places[_placed] = new Places(_tracks.PlaceOf(track), artistOf(track) is { } artist ? _artists.PlaceOf(artist) : -1);
        }
    }

    private readonly record struct Places(int Track, int Artist);

    private readonly record struct Tally<TKey>(TKey Key, long Streams, long Listeners, UInt128[] Few);

    private sealed class Slots<TKey>
        where TKey : notnull
    {
        private readonly Dictionary<TKey, int> _places = [];
        private readonly ListenerChains _few = new();
        private Slot[] _slots = new Slot[1024];

        public int Used { get; private set; }

        public int PlaceOf(TKey key)
        {
            if (_places.TryGetValue(key, out var place))
                return place;
            place = _places.Count;
            _places.Add(key, place);
            if (place == _slots.Length)
                Array.Resize(ref _slots, place * 2);
            return place;
        }

        public void Count(int place, in ListenerPlays row, int turn, int threshold)
        {
            ref var slot = ref _slots[place];
            Used += slot.Streams == 0 ? 1 : 0;
            slot.Streams += row.Plays;
            if (slot.Turn == turn)
                return;
            slot.Turn = turn;
            slot.Listeners++;
            if (slot.Listeners < threshold)
            {
                slot.Few = _few.Add(slot.Few, slot.Listeners - 1, row.Listener);
                return;
            }

            _few.Free(slot.Few);
            slot.Few = 0;
        }

        public IEnumerable<Tally<TKey>> Heard()
        {
            foreach (var (key, place) in _places)
            {
                var slot = _slots[place];
                if (slot.Streams != 0)
                    yield return new Tally<TKey>(key, slot.Streams, slot.Listeners, _few.Read(slot.Few, slot.Listeners));
            }
        }

        public void Clear()
        {
            _few.Clear();
            Array.Clear(_slots);
            Used = 0;
        }
    }

    private struct Slot
    {
        public long Streams;
        public int Listeners;
        public int Turn;
        public int Few;
    }
}
