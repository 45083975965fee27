using System.Buffers.Binary;

namespace Spotify.Functions.Ingestion.Media;

/// <summary>
/// Tells a file that was cut short from a whole one by its container's own bookkeeping, where decoders make do with what is there: chunk sizes of WAV and AIFF,
/// box sizes of MP4, the end-of-stream flag of Ogg.
/// </summary>
internal static class ContainerEnd
{
    private const int OggTail = 70_000;

    /// <summary>What is missing.</summary>
    /// <param name="path">The file.</param>
    /// <returns>A sentence, or null where nothing is missing or the format does not tell.</returns>
    public static string? FindTruncation(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 4096);
        Span<byte> head = stackalloc byte[12];
        if (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length)
            return null;
        if (head.StartsWith("RIFF"u8) && head[8..].SequenceEqual("WAVE"u8))
            return FindChunk(file, "data"u8, bigEndian: false);
        if (head.StartsWith("FORM"u8) && (head[8..].SequenceEqual("AIFF"u8) || head[8..].SequenceEqual("AIFC"u8)))
            return FindChunk(file, "SSND"u8, bigEndian: true);
        if (head.StartsWith("OggS"u8))
            return FindOggEnd(file);
        return head[4..8].SequenceEqual("ftyp"u8) ? FindBoxes(file) : null;
    }

    private static string? FindChunk(FileStream file, ReadOnlySpan<byte> wanted, bool bigEndian)
    {
        Span<byte> header = stackalloc byte[8];
        for (long at = 12; at + 8 <= file.Length;)
        {
            file.Position = at;
            file.ReadExactly(header);
            var size = bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(header[4..]) : BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
            if (header[..4].SequenceEqual(wanted))
            {
                // Recorders that cannot go back leave the largest size, which says nothing.
                var missing = at + 8 + size - file.Length;
                return missing > 0 && size < 0xFFFF_F000 ? $"the header promises {size} bytes of audio, {missing} of them are not there" : null;
            }

            at += 8 + size + (size & 1);
        }

        return "the file ends before its audio begins";
    }

    private static string? FindOggEnd(FileStream file)
    {
        var tail = new byte[Math.Min(OggTail, file.Length)];
        file.Position = file.Length - tail.Length;
        file.ReadExactly(tail);
        var at = tail.AsSpan().LastIndexOf("OggS"u8);
        if (at < 0 || at + 27 > tail.Length || at + 27 + tail[at + 26] > tail.Length)
            return "the last Ogg page is cut off";
        var length = 27 + tail[at + 26];
        foreach (var segment in tail.AsSpan(at + 27, tail[at + 26]))
            length += segment;
        if (at + length > tail.Length)
            return "the last Ogg page is cut off";
        return (tail[at + 5] & 4) == 0 ? "the Ogg stream has no end: its last page is not marked as the last" : null;
    }

    private static string? FindBoxes(FileStream file)
    {
        Span<byte> header = stackalloc byte[16];
        var hasMovie = false;
        for (long at = 0; at < file.Length;)
        {
            file.Position = at;
            if (file.ReadAtLeast(header, 16, throwOnEndOfStream: false) < 8)
                return "the last MP4 box is cut off";
            long size = BinaryPrimitives.ReadUInt32BigEndian(header);
            if (size == 1)
                size = BinaryPrimitives.ReadInt64BigEndian(header[8..]);
            else if (size == 0)
                size = file.Length - at;
            hasMovie |= header[4..8].SequenceEqual("moov"u8);
            if (size < 8)
                return null;
            if (size > file.Length - at)
                return "the last MP4 box is cut off";
            at += size;
        }

        return hasMovie ? null : "the MP4 file ends before its index";
    }
}
