using System.Runtime.InteropServices;
using Spotify.Core.Recommendations.Content;
using Spotify.Core.Recommendations.Snapshot;
using Spotify.Functions.Recommendations.Weekly;

namespace Spotify.Functions.Recommendations.Training;

/// <summary>Learns from titles, artists, genres and what stands together on playlists where descriptions put each track.</summary>
internal sealed class ContentLearning(RunFiles files, RunCache cache)
{
    // A list of nearly everything ties nothing together.
    private const int FewestOnPlaylist = 2;

    /// <summary>Learns. Safe to repeat.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public async Task<LearnedSignal> LearnAsync(SignalStep step, CancellationToken cancellationToken)
    {
        var set = step.Set;
        var (catalogue, playlists) = (await cache.TracksAsync(set.Tracks.File, cancellationToken), await PlaylistsAsync(set, cancellationToken));
        var items = catalogue.All.Select((fact, row) => new ContentItem
        {
            Title = fact.Title,
            Artists = fact.Artists,
            Genres = fact.Genres,
            Playlists = playlists.TryGetValue(row, out var on) ? [.. on.Select(one => new ContentPlaylist($"{one:x16}", ""))] : [],
        }).ToList();
        var model = ContentModel.Train(items, new ContentOptions { Dimensions = set.Run.Training.Dimensions, Seed = set.Run.Training.Seed });
        if (model.Terms == 0)
            return new LearnedSignal(SignalNames.Content, SignalState.Missing, "No two tracks share a term of their descriptions.");
        return new LearnedSignal(SignalNames.Content, SignalState.Used) { Files = [await files.WriteAsync($"{set.Run.Folder}content", model.Items, cancellationToken)] };
    }

    /// <summary>On which playlists each track is, by row; those with one track of the catalogue are left out.</summary>
    private async Task<Dictionary<int, List<ulong>>> PlaylistsAsync(TrainingSet set, CancellationToken cancellationToken)
    {
        var entries = new SortedSet<PlaylistRow>();
        foreach (var block in set.Blocks)
        {
            if (block.Playlists is { } file)
                entries.UnionWith(MemoryMarshal.Cast<byte, PlaylistRow>(await files.ReadAsync(file, cancellationToken)).ToArray());
        }

        var tracks = new Dictionary<int, List<ulong>>();
        foreach (var playlist in entries.GroupBy(entry => entry.Playlist).Where(group => group.Count() >= FewestOnPlaylist))
        {
            foreach (var entry in playlist)
                (CollectionsMarshal.GetValueRefOrAddDefault(tracks, entry.Row, out _) ??= []).Add(entry.Playlist);
        }

        return tracks;
    }
}

/// <summary>A track on a playlist, as it is kept on the way.</summary>
/// <param name="Playlist">Which one, see <see cref="PlaylistEntry"/>.</param>
/// <param name="Row">The track's row.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct PlaylistRow(ulong Playlist, int Row) : IComparable<PlaylistRow>
{
    public int CompareTo(PlaylistRow other) => Playlist == other.Playlist ? Row.CompareTo(other.Row) : Playlist.CompareTo(other.Playlist);
}
