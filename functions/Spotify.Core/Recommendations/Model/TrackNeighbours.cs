using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Spotify.Core.Recommendations.Collaborative;
using Spotify.Core.Recommendations.Neighbours;

namespace Spotify.Core.Recommendations.Model;

/// <summary>
/// For each track those that go with it most by a second collaborative signal, each with a weight: an item-item model, small enough to serve with. Scores are sums over what a listener has, so
/// that cutting each track's list is all that is lost of a signal that is linear in it. As bytes (little-endian): "SNBR", version (1, u32), rows (u32), where each row ends (u32), the tracks (u32),
/// the weights (f32), and the SHA-256 of all that.
/// </summary>
public sealed class TrackNeighbours
{
    private const uint Version = 1;
    private const int HeaderLength = 12;

    private readonly int[] _ends;
    private readonly int[] _tracks;
    private readonly float[] _weights;

    private TrackNeighbours(int[] ends, int[] tracks, float[] weights) => (_ends, _tracks, _weights) = (ends, tracks, weights);

    /// <summary>How many tracks have lists.</summary>
    public int Rows => _ends.Length;

    /// <summary>How many neighbours there are in all.</summary>
    public int Count => _tracks.Length;

    /// <summary>Asks a signal about some tracks, one at a time.</summary>
    /// <param name="signal">A signal that is linear in what a listener has, such as <see cref="GraphFilter"/>.</param>
    /// <param name="from">The first track.</param>
    /// <param name="count">How many tracks.</param>
    /// <param name="kept">How many neighbours of each are kept at the most; those that get nothing are left out.</param>
    /// <param name="threads">Threads; the lists are the same for any number.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static TrackNeighbours Of(ICollaborativeSignal signal, int from, int count, int kept, int threads = 1, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(signal);
        ArgumentOutOfRangeException.ThrowIfLessThan(kept, 1);
        var lists = new Neighbour[count][];
        Parallel.For(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken },
            () => new Asked(signal.Open(), new float[signal.Tracks]),
            (i, _, asked) =>
            {
                lists[i] = asked.About(from + i, kept);
                return asked;
            },
            _ => { });
        var (ends, end) = (new int[count], 0);
        for (var i = 0; i < count; i++)
            ends[i] = end += lists[i].Length;
        return new TrackNeighbours(ends, [.. lists.SelectMany(list => list.Select(one => one.Row))], [.. lists.SelectMany(list => list.Select(one => one.Score))]);
    }

    /// <summary>Lists of blocks one after another.</summary>
    /// <param name="blocks">The blocks in order.</param>
    public static TrackNeighbours Join(IReadOnlyList<TrackNeighbours> blocks)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        var (ends, before) = (new List<int>(blocks.Sum(block => block.Rows)), 0);
        foreach (var block in blocks)
        {
            ends.AddRange(block._ends.Select(end => before + end));
            before += block.Count;
        }

        return new TrackNeighbours([.. ends], [.. blocks.SelectMany(block => block._tracks)], [.. blocks.SelectMany(block => block._weights)]);
    }

    /// <summary>What goes with some tracks.</summary>
    /// <param name="rows">The tracks that a listener has; one that is no row of these counts nothing.</param>
    /// <param name="scores">Gets a score for each track, 0 for one that goes with none of them.</param>
    public void Score(IEnumerable<int> rows, Span<float> scores)
    {
        ArgumentNullException.ThrowIfNull(rows);
        scores.Clear();
        foreach (var row in rows)
        {
            if ((uint)row >= (uint)Rows)
                continue;
            for (var i = row == 0 ? 0 : _ends[row - 1]; i < _ends[row]; i++)
                scores[_tracks[i]] += _weights[i];
        }
    }

    /// <summary>The same of those tracks alone that go with any of them: what <see cref="Score"/> makes 0 is not there.</summary>
    /// <param name="rows">The tracks that a listener has; one that is no row of these counts nothing.</param>
    public IReadOnlyDictionary<int, float> ScoresOf(IEnumerable<int> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var scores = new Dictionary<int, float>();
        foreach (var row in rows)
        {
            if ((uint)row >= (uint)Rows)
                continue;
            for (var i = row == 0 ? 0 : _ends[row - 1]; i < _ends[row]; i++)
                scores[_tracks[i]] = scores.GetValueOrDefault(_tracks[i]) + _weights[i];
        }

        return scores;
    }

    /// <summary>All of it; the same lists give the same bytes.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[HeaderLength + (sizeof(int) * ((long)Rows + Count + Count)) + SHA256.HashSizeInBytes];
        "SNBR"u8.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), Version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), Rows);
        var at = HeaderLength;
        foreach (var part in (ReadOnlyMemory<byte>[])[Bytes(_ends), Bytes(_tracks), Bytes(_weights)])
        {
            part.CopyTo(bytes.AsMemory(at));
            at += part.Length;
        }

        SHA256.HashData(bytes.AsSpan(0, at), bytes.AsSpan(at));
        return bytes;
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <returns>Null where the bytes are none of this version, are not whole, or are damaged.</returns>
    public static TrackNeighbours? TryRead(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderLength + SHA256.HashSizeInBytes || !bytes.StartsWith("SNBR"u8) || BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) != Version
            || !SHA256.HashData(bytes[..^SHA256.HashSizeInBytes]).AsSpan().SequenceEqual(bytes[^SHA256.HashSizeInBytes..]))
        {
            return null;
        }

        var rows = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        var body = bytes[HeaderLength..^SHA256.HashSizeInBytes];
        if (rows < 0 || body.Length < (long)rows * sizeof(int))
            return null;
        var ends = MemoryMarshal.Cast<byte, int>(body[..(rows * sizeof(int))]).ToArray();
        var count = rows == 0 ? 0 : ends[^1];
        var rest = body[(rows * sizeof(int))..];
        return rest.Length == 2L * count * sizeof(int)
            ? new TrackNeighbours(ends, MemoryMarshal.Cast<byte, int>(rest[..(count * sizeof(int))]).ToArray(), MemoryMarshal.Cast<byte, float>(rest[(count * sizeof(int))..]).ToArray())
            : null;
    }

    private static byte[] Bytes<T>(T[] values)
        where T : unmanaged => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();

    private sealed class Asked(TasteScorer scorer, float[] scores)
    {
        public Neighbour[] About(int track, int kept)
        {
            scorer([track], [1], scores);
            var best = new Best(kept);
            for (var other = 0; other < scores.Length; other++)
            {
                if (other != track && float.IsFinite(scores[other]) && scores[other] > 0 && (!best.IsFull || scores[other] > best.Threshold))
                    best.Offer(other, scores[other], null);
            }

            return best.ToSorted();
        }
    }
}
