using System.Buffers.Binary;

namespace Spotify.Functions.Ingestion.Media.Hls;

/// <summary>One access unit of an MP4 file.</summary>
/// <param name="Offset">Where it is in the file.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Duration">Its length in samples of one channel.</param>
internal readonly record struct Mp4Frame(long Offset, int Bytes, int Duration);

/// <summary>The one sound track of an MP4 file that ffmpeg wrote for us: what its decoder needs, and where its frames are (ISO/IEC 14496-12).</summary>
/// <param name="TimeScale">Ticks a second: the sample rate.</param>
/// <param name="SampleEntry">The sample description, a box as it stands in the file.</param>
/// <param name="Delay">Samples before the first true one, by the edit list.</param>
/// <param name="Frames">The frames in their order.</param>
internal sealed record Mp4Track(int TimeScale, byte[] SampleEntry, long Delay, IReadOnlyList<Mp4Frame> Frames)
{
    // The index of six hours of AAC has 8 MB.
    private const int LargestIndex = 64 * 1024 * 1024;

    /// <summary>Reads it.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">It is not a file of this kind.</exception>
    public static Mp4Track Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
        var movie = ReadMovie(file);
        var track = Box(movie, "trak"u8);
        var media = Box(track, "mdia"u8);
        var table = Box(Box(media, "minf"u8), "stbl"u8);
        var header = Box(media, "mdhd"u8).Span;
        var timeScale = (int)BinaryPrimitives.ReadUInt32BigEndian(header[(header[0] == 1 ? 20 : 12)..]);
        // Version, flags and the number of entries come before the first.
        var description = Box(table, "stsd"u8)[8..];
        var entry = description[..(int)BinaryPrimitives.ReadUInt32BigEndian(description.Span)].ToArray();
        return new Mp4Track(timeScale, entry, ReadDelay(track), [.. ReadFrames(table)]);
    }

    private static ReadOnlyMemory<byte> ReadMovie(FileStream file)
    {
        Span<byte> header = stackalloc byte[16];
        for (long at = 0; at + 8 <= file.Length;)
        {
            file.Position = at;
            var read = file.ReadAtLeast(header, 16, throwOnEndOfStream: false);
            long size = BinaryPrimitives.ReadUInt32BigEndian(header);
            if (size == 1 && read == 16)
                size = BinaryPrimitives.ReadInt64BigEndian(header[8..]);
            if (size < 8 || size > file.Length - at)
                break;
            if (header[4..8].SequenceEqual("moov"u8))
            {
                if (size > LargestIndex)
                    break;
                var movie = new byte[size - 8];
                file.Position = at + 8;
                file.ReadExactly(movie);
                return movie;
            }

            at += size;
        }

        throw new InvalidDataException($"{Path.GetFileName(file.Name)} has no index.");
    }

    private static long ReadDelay(ReadOnlyMemory<byte> track)
    {
        if (Mp4Box.Find(track, "edts"u8) is not { } edits || Mp4Box.Find(edits, "elst"u8) is not { } list)
            return 0;
        var span = list.Span;
        if (BinaryPrimitives.ReadUInt32BigEndian(span[4..]) != 1)
            throw new InvalidDataException("The file has more than one edit.");
        var start = span[0] == 1 ? BinaryPrimitives.ReadInt64BigEndian(span[16..]) : BinaryPrimitives.ReadInt32BigEndian(span[12..]);
        return start >= 0 ? start : throw new InvalidDataException("The file begins with a gap.");
    }

    private static IEnumerable<Mp4Frame> ReadFrames(ReadOnlyMemory<byte> table)
    {
        var sizes = Box(table, "stsz"u8);
        var (common, count) = (Word(sizes, 4), (int)Word(sizes, 8));
        var durations = ReadDurations(Box(table, "stts"u8)).GetEnumerator();
        var chunks = ReadChunks(table).GetEnumerator();
        (long Offset, long Left) chunk = (0, 0);
        for (var frame = 0; frame < count; frame++)
        {
            while (chunk.Left == 0)
                chunk = chunks.MoveNext() ? chunks.Current : throw new InvalidDataException("The file has fewer chunks than frames.");
            if (!durations.MoveNext())
                throw new InvalidDataException("The file has fewer durations than frames.");
            var bytes = (int)(common > 0 ? common : Word(sizes, 12 + (4 * frame)));
            yield return new Mp4Frame(chunk.Offset, bytes, durations.Current);
            chunk = (chunk.Offset + bytes, chunk.Left - 1);
        }
    }

    private static IEnumerable<int> ReadDurations(ReadOnlyMemory<byte> box)
    {
        for (var entry = 0; entry < (int)Word(box, 4); entry++)
        {
            var (count, duration) = (Word(box, 8 + (8 * entry)), (int)Word(box, 12 + (8 * entry)));
            for (var i = 0; i < count; i++)
                yield return duration;
        }
    }

    // Each chunk's place and how many frames it holds; an entry holds from its first chunk up to the next entry's.
    private static IEnumerable<(long Offset, long Frames)> ReadChunks(ReadOnlyMemory<byte> table)
    {
        var runs = Box(table, "stsc"u8);
        var isLong = Mp4Box.Find(table, "stco"u8) is null;
        var offsets = isLong ? Box(table, "co64"u8) : Box(table, "stco"u8);
        var (count, run) = ((int)Word(offsets, 4), 0);
        for (var chunk = 0; chunk < count; chunk++)
        {
            while (run + 1 < Word(runs, 4) && Word(runs, 8 + (12 * (run + 1))) <= chunk + 1)
                run++;
            var offset = isLong ? BinaryPrimitives.ReadInt64BigEndian(offsets.Span[(8 + (8 * chunk))..]) : Word(offsets, 8 + (4 * chunk));
            yield return (offset, Word(runs, 12 + (12 * run)));
        }
    }

    private static long Word(ReadOnlyMemory<byte> box, int at) => BinaryPrimitives.ReadUInt32BigEndian(box.Span[at..]);

    private static ReadOnlyMemory<byte> Box(ReadOnlyMemory<byte> boxes, ReadOnlySpan<byte> name) =>
        Mp4Box.Find(boxes, name) ?? throw new InvalidDataException($"The file lacks the box {System.Text.Encoding.ASCII.GetString(name)}.");
}
