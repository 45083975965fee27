using System.Text.Encodings.Web;
using System.Text.Json;

namespace Spotify.Core.Telemetry.Archive;

/// <summary>
/// Writes bodies of the hubs as rows: one flat JSON object a line for each event, straight from the bytes. A row names the listener by a pseudonym and the
/// device by a key; where a client's own texts (ids, sessions, searches) hold either by its real name, the pseudonym takes its place there too.
/// Not thread-safe; keep one and use it again.
/// </summary>
public sealed class ArchiveRows : IDisposable
{
    internal const string WriterName = "writer";
    internal const string SequenceName = "sequence";
    internal const string IndexName = "index";
    internal const string MarkName = "mark";
    internal const string EventsName = "events";
    internal const int MarkIndex = -1;

    private static readonly string[] Marks = ["kept", "erased", "parked"];

    private readonly RowBuffer _buffer = new();
    private readonly Utf8JsonWriter _json;

    /// <summary>Begins with no rows.</summary>
    // The rows go into files that no browser reads as a page, and names in all scripts are shorter unescaped.
    public ArchiveRows() => _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    /// <summary>The rows since <see cref="Clear"/>, each with its line feed.</summary>
    public ReadOnlySpan<byte> Written => _buffer.Written;

    /// <summary>Whose events a body holds.</summary>
    /// <returns>Null when the body is none of a form that is known. Not all of it is looked at. Never throws.</returns>
    public static string? FindUser(ReadOnlySpan<byte> body) => IsPacked(body) ? PlaybackRows.FindUser(body) : JsonRows.FindUser(body);

    /// <summary>Begins anew.</summary>
    public void Clear() => _buffer.CutTo(0);

    /// <summary>Adds the rows of one body.</summary>
    /// <param name="hub">The hub that took it.</param>
    /// <param name="key">Its number.</param>
    /// <param name="body">The body.</param>
    /// <param name="listener">Whose it is, see <see cref="FindUser"/>.</param>
    /// <returns>How many; null, and none was added, when the body is none of a form that is known. Never throws.</returns>
    public int? Write(string hub, ReceiptKey key, ReadOnlySpan<byte> body, ArchivedListener listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        var before = _buffer.Length;
        var rows = IsPacked(body) ? PlaybackRows.Write(this, hub, key, body, listener) : JsonRows.Write(this, hub, key, body, listener);
        if (rows is null)
        {
            _json.Reset();
            _buffer.CutTo(before);
        }

        return rows;
    }

    /// <summary>Adds a line that stands for a body whose events are left out.</summary>
    /// <param name="key">Its number.</param>
    /// <param name="mark">Why.</param>
    /// <param name="events">How many events it holds, as its sender said.</param>
    public void WriteMark(ReceiptKey key, ReceiptMark mark, int events)
    {
        var json = BeginRow(key, MarkIndex);
        json.WriteString(MarkName, Marks[(int)mark]);
        json.WriteNumber(EventsName, events);
        EndRow();
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    internal static ReceiptMark? MarkOf(ref Utf8JsonReader reader)
    {
        for (var mark = ReceiptMark.Erased; mark <= ReceiptMark.Parked; mark++)
        {
            if (reader.ValueTextEquals(Marks[(int)mark]))
                return mark;
        }

        return null;
    }

    // What merging goes by comes first, so that it need not read a line to its end.
    internal Utf8JsonWriter BeginRow(ReceiptKey key, int index)
    {
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString(WriterName, key.WriterText);
        _json.WriteNumber(SequenceName, key.Sequence);
        _json.WriteNumber(IndexName, index);
        return _json;
    }

    internal void EndRow()
    {
        _json.WriteEndObject();
        _json.Flush();
        _buffer.GetSpan(1)[0] = (byte)'\n';
        _buffer.Advance(1);
    }

    private static bool IsPacked(ReadOnlySpan<byte> body) => !body.IsEmpty && body[0] == EventBatchWriter.Magic;
}
