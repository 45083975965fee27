using System.Buffers.Binary;

namespace Spotify.Functions.Ingestion.Media;

/// <summary>
/// What a container itself says of the samples that are true music among those that its decoder gives.
/// <para>
/// Both figures are relative to a decoder that gives every sample of every packet and drops none: after <c>Delay</c> samples come <c>Valid</c> true ones, and
/// whatever follows is padding. A decoder that honours the container (ffmpeg for Ogg, MP3 and FLAC; browsers for all four) has dropped them already, and then
/// a player must not drop them again. Where the figures are kept: Ogg: the last page's granule position, no delay. FLAC: stream information, neither. MP3: the LAME
/// tag's delay plus the 529 samples of every MP3 decoder (the tag's own frame is not counted, it holds no sound). M4A: the edit list's start and length; decoders
/// of the ffmpeg family honour the start, and the end only to the frame.
/// </para>
/// </summary>
/// <param name="Delay">Samples before the first true one.</param>
/// <param name="Valid">True samples.</param>
internal sealed record Gapless(long Delay, long Valid)
{
    /// <summary>Reads it from a file that <see cref="Transcoder"/> made.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rung">Which it is.</param>
    /// <returns>What the container says, or null where it does not.</returns>
    public static Gapless? TryRead(string path, Rung rung)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
        return rung.Format switch
        {
            Core.Playback.AudioFormat.Ogg => ReadOgg(file),
            Core.Playback.AudioFormat.Mp3 => ReadMp3(file),
            Core.Playback.AudioFormat.Aac => ReadMp4(file),
            _ => ReadFlac(file),
        };
    }

    private static Gapless? ReadOgg(FileStream file)
    {
        var tail = ReadAt(file, Math.Max(0, file.Length - 70_000), 70_000);
        var at = tail.AsSpan().LastIndexOf("OggS"u8);
        return at < 0 || at + 14 > tail.Length ? null : new Gapless(0, BinaryPrimitives.ReadInt64LittleEndian(tail.AsSpan(at + 6)));
    }

    private static Gapless? ReadFlac(FileStream file)
    {
        var head = ReadAt(file, 0, 26);
        return head.Length < 26 ? null : new Gapless(0, (long)(BinaryPrimitives.ReadUInt64BigEndian(head.AsSpan(18)) & 0xF_FFFF_FFFF));
    }

    private static Gapless? ReadMp3(FileStream file) =>
        LameTag.TryRead(file) is { } tag ? new Gapless(tag.Delay + LameTag.DecoderDelay, tag.TotalSamples - tag.Delay - tag.Padding) : null;

    private static Gapless? ReadMp4(FileStream file)
    {
        // Faststart: the index leads, so that a player can begin before it has the rest.
        var head = ReadAt(file, 0, 16 * 1024 * 1024);
        if (Mp4Box.Find(head, "moov"u8) is not { } movie || Mp4Box.Find(movie, "trak"u8) is not { } track || Mp4Box.Find(track, "mdia"u8) is not { } media)
            return null;
        if (Mp4Box.Find(movie, "mvhd"u8) is not { } movieHeader || Mp4Box.Find(media, "mdhd"u8) is not { } mediaHeader)
            return null;
        var movieScale = ReadScale(movieHeader);
        var mediaScale = ReadScale(mediaHeader);
        if (Mp4Box.Find(track, "edts"u8) is not { } edits || Mp4Box.Find(edits, "elst"u8) is not { } list || list.Length < 20 || movieScale != mediaScale)
            return null;
        return list.Span[0] == 1
            ? new Gapless(BinaryPrimitives.ReadInt64BigEndian(list.Span[16..]), BinaryPrimitives.ReadInt64BigEndian(list.Span[8..]))
            : new Gapless(BinaryPrimitives.ReadInt32BigEndian(list.Span[12..]), BinaryPrimitives.ReadUInt32BigEndian(list.Span[8..]));
    }

    private static uint ReadScale(ReadOnlyMemory<byte> header) => BinaryPrimitives.ReadUInt32BigEndian(header.Span[(header.Span[0] == 1 ? 20 : 12)..]);

    private static byte[] ReadAt(FileStream file, long position, int count)
    {
        var buffer = new byte[(int)Math.Min(count, file.Length - position)];
        file.Position = position;
        file.ReadExactly(buffer);
        return buffer;
    }
}
