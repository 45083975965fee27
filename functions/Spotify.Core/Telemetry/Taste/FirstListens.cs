using System.Globalization;

namespace Spotify.Core.Telemetry.Taste;

/// <summary>When a listener first heard each track, as far as the tracks fall into one of sixteen buckets.</summary>
public sealed class FirstListens
{
    /// <summary>How many buckets a listener has.</summary>
    public const int Buckets = 16;

    /// <summary>The most tracks of a bucket, about fifty thousand for a listener; of more, the ones first heard last are kept.</summary>
    public const int MaxTracks = 3_072;

    private const byte Version = 1;

    private readonly Dictionary<TrackKey, long> _tracks = [];

    /// <summary>The tracks with the time of their first listen, milliseconds since 1970.</summary>
    public IReadOnlyDictionary<TrackKey, long> Tracks => _tracks;

    /// <summary>The bucket of a track. Ids of tracks are hashes themselves.</summary>
    public static int BucketOf(TrackKey track) => (int)(track.Value & (Buckets - 1));

    /// <summary>When a track was first heard, milliseconds since 1970; null where it was not.</summary>
    public long? Find(TrackKey track) => _tracks.TryGetValue(track, out var first) ? first : null;

    /// <summary>Takes in a listen: the earliest of a track holds.</summary>
    /// <returns>Whether anything changed.</returns>
    public bool Learn(TrackKey track, long startMs)
    {
        if (Find(track) <= startMs)
            return false;
        _tracks[track] = startMs;
        return !Bound() || _tracks.ContainsKey(track);
    }

    /// <summary>Takes back a first listen that late events have shown to be none.</summary>
    /// <param name="track">The track.</param>
    /// <param name="insteadMs">The first of the listens that remain; null where none does.</param>
    public void Correct(TrackKey track, long? insteadMs)
    {
        if (insteadMs is { } first)
            _tracks[track] = first;
        else
            _tracks.Remove(track);
    }

    /// <summary>Packs the bucket; the same tracks give the same bytes, about 20 for a track.</summary>
    public byte[] ToBytes()
    {
        var writer = new CompactWriter();
        writer.Byte(Version);
        writer.Unsigned((ulong)_tracks.Count);
        var before = 0L;
        foreach (var (track, first) in InOrder())
        {
            writer.Track(track);
            writer.Signed(first - before);
            before = first;
        }

        return writer.Written.ToArray();
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <returns>The bucket, or null when the bytes are none of a version that this code knows. Never throws.</returns>
    public static FirstListens? TryRead(ReadOnlySpan<byte> bytes)
    {
        var reader = new CompactReader(bytes);
        if (reader.Byte() != Version)
            return null;
        var bucket = new FirstListens();
        var first = 0L;
        for (var i = reader.Count(17); i > 0 && !reader.Failed; i--)
        {
            var track = reader.Track();
            first = unchecked(first + reader.Signed());
            if (!reader.Failed && !bucket._tracks.TryAdd(track, first))
                reader.Fail();
        }

        return reader.Failed || !reader.AtEnd ? null : bucket;
    }

    /// <summary>The name of a bucket: two digits.</summary>
    public static string NameOf(int bucket) => bucket.ToString("00", CultureInfo.InvariantCulture);

    private bool Bound()
    {
        var isOver = _tracks.Count > MaxTracks;
        foreach (var (track, _) in isOver ? InOrder().Take(_tracks.Count - MaxTracks).ToList() : [])
            _tracks.Remove(track);
        return isOver;
    }

    private IEnumerable<KeyValuePair<TrackKey, long>> InOrder() => _tracks.OrderBy(one => one.Value).ThenBy(one => one.Key.Value);
}
