using System.Buffers.Binary;
using Spotify.Core.Recommendations.Snapshot;
using Spotify.Core.Telemetry;

namespace Spotify.Core.Recommendations.Model;

/// <summary>
/// What exploration slots have told of tracks, week after week: how often each was played out of one, and how often it was liked. What is older weighs less (<see cref="Kept"/> a week). As bytes
/// (little-endian): 24 a track in the order of keys: the key (16), plays (f32), likes (f32).
/// </summary>
public sealed class ExplorationTally
{
    /// <summary>What is left of a week's results in the next.</summary>
    public const double Kept = 0.9;

    private const int EntryBytes = 24;
    private const float Least = 0.5f;

    private readonly SortedDictionary<UInt128, Seen> _tracks = [];

    /// <summary>How many tracks something is known of.</summary>
    public int Tracks => _tracks.Count;

    /// <summary>How often a track was played out of an exploration slot.</summary>
    /// <param name="track">The track.</param>
    public int PlaysOf(TrackKey track) => (int)MathF.Round(_tracks.GetValueOrDefault(track.Value).Plays);

    /// <summary>How often it was liked there, at most <see cref="PlaysOf"/>.</summary>
    /// <param name="track">The track.</param>
    public int LikesOf(TrackKey track) => Math.Min(PlaysOf(track), (int)MathF.Round(_tracks.GetValueOrDefault(track.Value).Likes));

    /// <summary>Takes in what came of a slot.</summary>
    /// <param name="play">The play.</param>
    public void Add(ExploredPlay play)
    {
        var known = _tracks.GetValueOrDefault(play.Track.Value);
        _tracks[play.Track.Value] = new Seen(known.Plays + 1, known.Likes + (play.IsLiked ? 1 : 0));
    }

    /// <summary>The same some weeks later: all of it weighs less, and what has come to nearly nothing is gone.</summary>
    /// <param name="weeks">How many weeks, 1 or more.</param>
    public ExplorationTally After(int weeks)
    {
        var (later, part) = (new ExplorationTally(), (float)Math.Pow(Kept, weeks));
        foreach (var (track, seen) in _tracks.Where(one => one.Value.Plays * part >= Least))
            later._tracks[track] = new Seen(seen.Plays * part, seen.Likes * part);
        return later;
    }

    /// <summary>All of it; the same results give the same bytes.</summary>
    public byte[] ToBytes()
    {
        var (bytes, at) = (new byte[EntryBytes * _tracks.Count], 0);
        foreach (var (track, seen) in _tracks)
        {
            BinaryPrimitives.WriteUInt128LittleEndian(bytes.AsSpan(at), track);
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(at + 16), seen.Plays);
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(at + 20), seen.Likes);
            at += EntryBytes;
        }

        return bytes;
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote; a figure that none could be counts nothing.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <exception cref="InvalidDataException">They are not whole.</exception>
    public static ExplorationTally Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % EntryBytes != 0)
            throw new InvalidDataException("A tally of exploration slots is damaged.");
        var tally = new ExplorationTally();
        for (; !bytes.IsEmpty; bytes = bytes[EntryBytes..])
        {
            var seen = new Seen(BinaryPrimitives.ReadSingleLittleEndian(bytes[16..]), BinaryPrimitives.ReadSingleLittleEndian(bytes[20..]));
            if (seen is { Plays: >= 0 and < int.MaxValue, Likes: >= 0 and < int.MaxValue })
                tally._tracks[BinaryPrimitives.ReadUInt128LittleEndian(bytes)] = seen;
        }

        return tally;
    }

    private readonly record struct Seen(float Plays, float Likes);
}
