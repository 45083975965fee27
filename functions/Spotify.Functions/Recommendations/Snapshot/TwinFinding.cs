using System.Runtime.InteropServices;
using Spotify.Core.Recommendations.Snapshot;
using Spotify.Core.Telemetry.Closing;
using Spotify.Functions.Recommendations.Weekly;
using Spotify.Functions.Telemetry.Closing;

namespace Spotify.Functions.Recommendations.Snapshot;

/// <summary>Finds listeners of exactly the same tracks over all ranges, by merging sorted hashes: however many listeners there are, memory holds those that several have.</summary>
internal sealed class TwinFinding(RunFiles files)
{
    private const int FilesAtOnce = 256;

    /// <summary>Finds them. Safe to repeat.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public async Task<FoundTwins> FindAsync(TwinsStep step, CancellationToken cancellationToken)
    {
        var header = RunSpill.HeaderBytes(1);
        var (attempt, number, found) = (RunFiles.NewAttempt(), 0, new List<TwinRow>());
        var sections = step.Ranges.Select(file => new RunSection(file.Name, header, file.Length - header)).ToList();
        await foreach (var one in await files.Files.MergeSectionsAsync(SnapshotFormats.Twins, sections, FilesAtOnce, () => $"{step.Run.Folder}merged/{attempt}-{number++:d5}", cancellationToken))
        {
            if (one.Count > 1)
                found.Add(new TwinRow(one.Set, one.Count));
        }

        var file = found.Count == 0 ? null : await files.WriteAsync($"{step.Run.Folder}twins-found", MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(found)).ToArray(), cancellationToken);
        return new FoundTwins(file, found.Count, found.Sum(one => (long)one.Count));
    }

    /// <summary>How many listeners share each hash that several have.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public async Task<IReadOnlyDictionary<ulong, int>> ReadAsync(StoredFile? file, CancellationToken cancellationToken) => file is null
        ? new Dictionary<ulong, int>()
        : MemoryMarshal.Cast<byte, TwinRow>(await files.ReadAsync(file, cancellationToken)).ToArray().ToDictionary(one => one.Set, one => one.Count);

    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    private readonly record struct TwinRow(ulong Set, int Count);
}
