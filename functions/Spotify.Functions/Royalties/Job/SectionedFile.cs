using System.Buffers.Binary;
using Spotify.Core.Telemetry.Closing;
using Spotify.Functions.Royalties.Inputs;
using Spotify.Functions.Telemetry.Closing;

namespace Spotify.Functions.Royalties.Job;

/// <summary>Sorted runs one after the other in one file, with the end of each at the file's end, 8 bytes each.</summary>
internal static class SectionedFile
{
    /// <summary>Writes a file of some sections.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public static Task<FrozenFile> WriteSectionsAsync<T>(
        this ILedgerFiles files, string folder, string kind, RunFormat<T> format, int sections, Func<int, IAsyncEnumerable<T>> read, CancellationToken cancellationToken) =>
        files.WriteHashedAsync(
            folder,
            kind,
            async stream =>
            {
                var (ends, length) = (new byte[sections * sizeof(long)], 0L);
                for (var section = 0; section < sections; section++)
                {
                    length += await RunMerge.WriteAsync(format, read(section), stream, cancellationToken);
                    BinaryPrimitives.WriteInt64LittleEndian(ends.AsSpan(section * sizeof(long)), length);
                }

                await stream.WriteAsync(ends, cancellationToken);
            },
            cancellationToken);

    /// <summary>One section of each of some files, merged.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public static async IAsyncEnumerable<T> SectionAsync<T>(
        this ILedgerFiles files,
        RunFormat<T> format,
        IReadOnlyList<FrozenFile> of,
        int sections,
        int section,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (readers, ends) = (new List<RunReader<T>>(of.Count), new byte[sections * sizeof(long)]);
        foreach (var file in of)
        {
            await files.ReadAsync(file.Name, file.Length - ends.Length, ends, cancellationToken);
            var from = section == 0 ? 0 : BinaryPrimitives.ReadInt64LittleEndian(ends.AsSpan((section - 1) * sizeof(long)));
            var length = BinaryPrimitives.ReadInt64LittleEndian(ends.AsSpan(section * sizeof(long))) - from;
            if (length > 0)
                readers.Add(new RunReader<T>(format, (offset, into, token) => files.ReadAsync(file.Name, offset, into, token), from, length));
        }

        await foreach (var item in RunMerge.MergeAsync(format, readers, cancellationToken))
            yield return item;
    }

    /// <summary>All of a file that is one run.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public static async IAsyncEnumerable<T> RunAsync<T>(
        this ILedgerFiles files, RunFormat<T> format, FrozenFile file, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = new RunReader<T>(format, (offset, into, token) => files.ReadAsync(file.Name, offset, into, token), 0, file.Length);
        while (await reader.MoveNextAsync(cancellationToken))
            yield return reader.Current;
    }
}
