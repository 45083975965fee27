using Spotify.Core.Telemetry.Closing;

namespace Spotify.Functions.Telemetry.Closing;

/// <summary>A sorted run that is a part of a file.</summary>
/// <param name="Name">The file.</param>
/// <param name="Offset">Where it begins, in bytes.</param>
/// <param name="Length">How long it is, in bytes.</param>
internal sealed record RunSection(string Name, long Offset, long Length);

/// <summary>Merges runs that lie in files.</summary>
internal static class RunSections
{
    /// <summary>Everything of some runs in order. Of more than may be open at once, groups are merged into files first, round by round.</summary>
    /// <param name="files">Where they lie.</param>
    /// <param name="format">What they hold.</param>
    /// <param name="sections">The runs.</param>
    /// <param name="atOnce">How many may be open at once, 2 or more.</param>
    /// <param name="nextName">A name for another file; whoever gives it removes the file.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public static async Task<IAsyncEnumerable<T>> MergeSectionsAsync<T>(
        this ILedgerFiles files, RunFormat<T> format, IReadOnlyList<RunSection> sections, int atOnce, Func<string> nextName, CancellationToken cancellationToken)
    {
        while (sections.Count > atOnce)
        {
            var merged = new List<RunSection>();
            foreach (var group in sections.Chunk(atOnce))
            {
                var name = nextName();
                var length = await files.WriteAsync(name, stream => RunMerge.WriteAsync(format, Merge(group), stream, cancellationToken), cancellationToken);
                merged.Add(new RunSection(name, 0, length));
            }

            sections = merged;
        }

        return Merge(sections);

        IAsyncEnumerable<T> Merge(IEnumerable<RunSection> some) => RunMerge.MergeAsync(
            format,
            [.. some.Select(section => new RunReader<T>(format, (offset, into, token) => files.ReadAsync(section.Name, offset, into, token), section.Offset, section.Length))],
            cancellationToken);
    }
}
