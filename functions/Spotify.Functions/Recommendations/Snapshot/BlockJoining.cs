using System.Runtime.InteropServices;
using Spotify.Core.Recommendations.Snapshot;
using Spotify.Core.Recommendations.Vectors;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Closing;
using Spotify.Functions.Recommendations.Training;
using Spotify.Functions.Recommendations.Weekly;
using Spotify.Functions.Telemetry.Closing;

namespace Spotify.Functions.Recommendations.Snapshot;

/// <summary>
/// Puts blocks of listeners together, in the order of their pseudonyms: into however many ranges listeners were cut, and into however many blocks, all blocks together are the same rows in the same
/// order.
/// </summary>
internal sealed class BlockJoining(RunFiles files, RunCache cache, TwinFinding twins)
{
    private const int FilesAtOnce = 256;

    /// <summary>Joins a block. Safe to repeat.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public async Task<JoinedBlock> JoinAsync(JoinStep step, CancellationToken cancellationToken)
    {
        var (run, rows) = (step.Run, (await cache.TracksAsync(step.Tracks.File, cancellationToken)).Rows);
        var (pairs, measured, listeners, count) = (new PairFile(rows.Count, run.TracksInBlock), new List<ListenerSnapshot>(), 0, 0L);
        var (playlists, explored) = (new List<PlaylistRow>(), new List<ExploredPlay>());
        var same = await twins.ReadAsync(step.Twins, cancellationToken);
        await foreach (var listener in await OpenAsync(step, cancellationToken))
        {
            var share = TwinSet.SetOf(listener) is { } set && same.TryGetValue(set, out var together) ? 1f / together : 1f;
            foreach (var one in Trained(listener, rows))
            {
                pairs.Add(listeners, one.Row, share * one.Weight);
                count++;
            }

            if (measured.Count < step.Measured && listener.FirstHeard.Count > 0)
                measured.Add(listener);
            playlists.AddRange(listener.Playlists.Select(entry => new PlaylistRow(entry.Playlist, rows.RowOf(entry.Track))).Where(entry => entry.Row >= 0));
            explored.AddRange(listener.Explored);
            listeners++;
        }

        var file = await files.WriteAsync($"{run.Folder}pairs/{step.Block:d5}", pairs.ToBytes(), cancellationToken);
        return new JoinedBlock(
            file, listeners, count, await KeepAsync(run, step.Block, measured, cancellationToken), await KeepAsync(run, "playlists", step.Block, playlists, cancellationToken),
            await KeepAsync(run, "explored", step.Block, [.. explored.Select(ExploredRow.Of)], cancellationToken));
    }

    /// <summary>What a model learns of a listener: his strongest likes, by row.</summary>
    public static IReadOnlyList<TrainedRow> Trained(ListenerSnapshot listener, ItemTable rows) =>
        [.. listener.Tastes.Select(entry => new TrainedRow(rows.RowOf(entry.Track), entry.Trained)).Where(one => one.Row >= 0 && one.Weight > 0)
            .OrderByDescending(one => one.Weight).ThenBy(one => one.Row).Take(TasteWeight.MostTracks).OrderBy(one => one.Row)];

    private async Task<IAsyncEnumerable<ListenerSnapshot>> OpenAsync(JoinStep step, CancellationToken cancellationToken)
    {
        var (sections, header) = (new List<RunSection>(), new byte[RunSpill.HeaderBytes(step.Run.ListenerBlocks)]);
        foreach (var range in step.Ranges)
        {
            await files.Files.ReadAsync(range.Name, 0, header, cancellationToken);
            var (offset, length) = RunSpill.Section(header, step.Block);
            if (length > 0)
                sections.Add(new RunSection(range.Name, offset, length));
        }

        var (attempt, number) = (RunFiles.NewAttempt(), 0);
        return await files.Files.MergeSectionsAsync(SnapshotFormats.Listeners, sections, FilesAtOnce, () => $"{step.Run.Folder}merged/{attempt}-{number++:d5}", cancellationToken);
    }

    private async Task<StoredFile?> KeepAsync<T>(WeeklyRun run, string kind, int block, List<T> rows, CancellationToken cancellationToken)
        where T : unmanaged => rows.Count == 0
            ? null : await files.WriteAsync($"{run.Folder}{kind}/{block:d5}", MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(rows)).ToArray(), cancellationToken);

    private async Task<StoredFile?> KeepAsync(WeeklyRun run, int block, List<ListenerSnapshot> measured, CancellationToken cancellationToken)
    {
        if (measured.Count == 0)
            return null;
        using var bytes = new MemoryStream();
        await RunMerge.WriteAsync(SnapshotFormats.Listeners, measured.ToAsyncEnumerable(), bytes, cancellationToken);
        return await files.WriteAsync($"{run.Folder}measured/{block:d5}", bytes.ToArray(), cancellationToken);
    }
}

/// <summary>A like that a model learns from.</summary>
/// <param name="Row">The track's row.</param>
/// <param name="Weight">What it weighs.</param>
internal readonly record struct TrainedRow(int Row, float Weight);

/// <summary>What came of an exploration slot, as it is kept on the way.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct ExploredRow(ulong High, ulong Low, float Propensity, float Score, int Liked)
{
    public static ExploredRow Of(ExploredPlay play) => new((ulong)(play.Track.Value >> 64), (ulong)play.Track.Value, play.Propensity, play.Score, play.IsLiked ? 1 : 0);

    public ExploredPlay ToPlay() => new(new TrackKey(new UInt128(High, Low)), Propensity, Score, Liked != 0);
}
