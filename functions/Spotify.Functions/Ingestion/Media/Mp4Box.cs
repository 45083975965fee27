using System.Buffers.Binary;

namespace Spotify.Functions.Ingestion.Media;

/// <summary>Boxes of an MP4 file (ISO/IEC 14496-12): four bytes of size, four of name, then what is in them.</summary>
internal static class Mp4Box
{
    /// <summary>What is in the first box of a name; null where there is none, or where a size cannot be right before it.</summary>
    /// <param name="boxes">Boxes one after the other.</param>
    /// <param name="name">The name: four bytes.</param>
    public static ReadOnlyMemory<byte>? Find(ReadOnlyMemory<byte> boxes, ReadOnlySpan<byte> name)
    {
        while (boxes.Length >= 8)
        {
            var size = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(boxes.Span), (uint)boxes.Length);
            if (size < 8)
                return null;
            if (boxes.Span[4..8].SequenceEqual(name))
                return boxes[8..size];
            boxes = boxes[size..];
        }

        return null;
    }
}
