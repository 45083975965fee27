using System.Runtime.CompilerServices;
using System.Text.Json;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Royalties.Inputs;
using Spotify.Functions.Telemetry.Closing;

namespace Spotify.Functions.Royalties.Job;

/// <summary>Files of JSON, one value a line.</summary>
internal static class JsonLines
{
    private const int ReadBytes = 256 * 1024;
    private const int ProbeBytes = 16 * 1024;
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    /// <summary>Writes values, a line each.</summary>
    /// <returns>How many.</returns>
    public static async Task<long> WriteAsync<T>(IAsyncEnumerable<T> items, Stream stream, CancellationToken cancellationToken)
    {
        var count = 0L;
        await foreach (var item in items.WithCancellation(cancellationToken))
        {
            await stream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(item, DocumentJson.Options), cancellationToken);
            await stream.WriteAsync(NewLine, cancellationToken);
            count++;
        }

        return count;
    }

    /// <summary>Finds a line in a file whose lines are in order, with a few reads however large it is.</summary>
    /// <param name="file">The file.</param>
    /// <param name="files">Where it is.</param>
    /// <param name="compare">Whether a line comes before (below 0), is, or comes after what is looked for.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public static async Task<T?> FindAsync<T>(FrozenFile file, ILedgerFiles files, Func<T, int> compare, CancellationToken cancellationToken)
        where T : class
    {
        // Between them lies whatever begins with the line that is looked for; both are beginnings of lines.
        var (low, high) = (0L, file.Length);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            var line = await LineFromAsync(file, files, middle == low ? low : await AfterNewLineAsync(file, files, middle, high, cancellationToken), cancellationToken);
            if (line.Offset >= high)
                line = await LineFromAsync(file, files, low, cancellationToken);
            var found = JsonSerializer.Deserialize<T>(line.Bytes.Span, DocumentJson.Options)!;
            var order = compare(found);
            if (order == 0)
                return found;
            if (order < 0)
                low = line.Offset + line.Bytes.Length + 1;
            else
                high = line.Offset;
        }

        return null;
    }

    /// <summary>Reads a file line by line.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public static async IAsyncEnumerable<T> ReadAsync<T>(FrozenFile file, ILedgerFiles files, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (buffer, held) = (new byte[ReadBytes], 0);
        for (var offset = 0L; offset < file.Length;)
        {
            if (held == buffer.Length)
                Array.Resize(ref buffer, buffer.Length * 2);
            var piece = (int)Math.Min(buffer.Length - held, file.Length - offset);
            await files.ReadAsync(file.Name, offset, buffer.AsMemory(held, piece), cancellationToken);
            (offset, held) = (offset + piece, held + piece);
            var from = 0;
            for (var end = Array.IndexOf(buffer, (byte)'\n', from, held - from); end >= 0; end = Array.IndexOf(buffer, (byte)'\n', from, held - from))
            {
                yield return JsonSerializer.Deserialize<T>(buffer.AsSpan(from, end - from), DocumentJson.Options)!;
                from = end + 1;
            }

            Array.Copy(buffer, from, buffer, 0, held - from);
            held -= from;
        }
    }

    // The beginning of the first line that begins behind an offset, or the end.
    private static async Task<long> AfterNewLineAsync(FrozenFile file, ILedgerFiles files, long offset, long end, CancellationToken cancellationToken)
    {
        var buffer = new byte[ProbeBytes];
        while (offset < end)
        {
            var piece = buffer.AsMemory(0, (int)Math.Min(ProbeBytes, end - offset));
            await files.ReadAsync(file.Name, offset, piece, cancellationToken);
            var place = piece.Span.IndexOf((byte)'\n');
            if (place >= 0)
                return offset + place + 1;
            offset += piece.Length;
        }

        return end;
    }

    private static async Task<(long Offset, ReadOnlyMemory<byte> Bytes)> LineFromAsync(FrozenFile file, ILedgerFiles files, long offset, CancellationToken cancellationToken)
    {
        if (offset >= file.Length)
            return (offset, default);
        var end = await AfterNewLineAsync(file, files, offset, file.Length, cancellationToken);
        var bytes = new byte[end - offset - 1];
        await files.ReadAsync(file.Name, offset, bytes, cancellationToken);
        return (offset, bytes);
    }
}
