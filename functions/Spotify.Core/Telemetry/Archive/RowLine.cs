using System.Text.Json;

namespace Spotify.Core.Telemetry.Archive;

/// <summary>What merging needs of a line: its receipt and its place among the receipt's rows, or that it stands for a receipt whose events are left out.</summary>
/// <param name="Key">The receipt.</param>
/// <param name="Index">The row's place; -1 for a mark.</param>
/// <param name="Mark">Why its events are left out.</param>
/// <param name="Events">On a mark: how many.</param>
internal readonly record struct RowLine(ReceiptKey Key, int Index, ReceiptMark Mark, int Events)
{
    /// <summary>Reads the beginning of a line.</summary>
    /// <exception cref="InvalidDataException">It is none of ours: the segment is damaged.</exception>
    public static RowLine Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            reader.Read();
            if (Property(ref reader, ArchiveRows.WriterName) && reader.TokenType == JsonTokenType.String && ReceiptKey.TryParseWriter(reader.GetString(), out var writer)
                && Property(ref reader, ArchiveRows.SequenceName) && reader.TryGetInt64(out var sequence)
                && Property(ref reader, ArchiveRows.IndexName) && reader.TryGetInt32(out var index))
            {
                var key = new ReceiptKey(writer, sequence);
                if (index >= 0)
                    return new RowLine(key, index, ReceiptMark.Kept, 0);
                if (Property(ref reader, ArchiveRows.MarkName) && ArchiveRows.MarkOf(ref reader) is { } mark
                    && Property(ref reader, ArchiveRows.EventsName) && reader.TryGetInt32(out var events))
                    return new RowLine(key, index, mark, events);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException("A line of a segment is no row of the archive.", exception);
        }

        throw new InvalidDataException("A line of a segment is no row of the archive.");
    }

    private static bool Property(ref Utf8JsonReader reader, string name) =>
        reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(name) && reader.Read();
}
