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
}
