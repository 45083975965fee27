using Spotify.Core.Recommendations.Collaborative;
using Spotify.Core.Recommendations.Model;
using Spotify.Core.Recommendations.Snapshot;
using Spotify.Functions.Recommendations.Weekly;

namespace Spotify.Functions.Recommendations.Training;

/// <summary>
/// Makes the second collaborative signal: for each track those that go with it most by the <see cref="GraphFilter"/> of all listeners and tracks. The graph is made once on a machine and asked
/// for block after block; what is served is the lists alone.
/// </summary>
internal sealed class TrackLinking(RunFiles files, RunCache cache)
{
    /// <summary>Links a block of tracks. Safe to repeat.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public async Task<StoredFile> LinkAsync(SignalStep step, CancellationToken cancellationToken)
    {
        var (set, settings) = (step.Set, step.Set.Run.Signals);
        var graph = await cache.GetAsync($"{set.Run.Folder}graph", async () => await MakeAsync(set, cancellationToken), cancellationToken);
        var linked = TrackNeighbours.Of(
            graph, step.Block * set.Run.TracksInBlock, set.RowsOf(step.Block), settings.Neighbours, Math.Max(1, Environment.ProcessorCount / 2), cancellationToken);
        return await files.WriteAsync($"{set.Run.Folder}neighbours/{step.Block:d5}", linked.ToBytes(), cancellationToken);
    }

    private async Task<GraphFilter> MakeAsync(TrainingSet set, CancellationToken cancellationToken)
    {
        var (pairs, first) = (new List<Interaction>((int)Math.Min(int.MaxValue / 16, set.Pairs)), 0);
        foreach (var block in set.Blocks)
        {
            var bytes = await files.ReadAsync(block.Pairs, cancellationToken);
            pairs.AddRange(PairFile.Read(bytes[PairFile.HeaderBytes(set.TrackBlocks)..]).Select(pair => pair with { Row = first + pair.Row }));
            first += block.Listeners;
        }

        var options = set.Run.Signals.Graph with { Directions = set.Run.Signals.GraphDirections, Seed = set.Run.Training.Seed };
        return GraphFilter.Of(Interactions.Of(set.Listeners, set.Tracks.Tracks, pairs), options);
    }
}
