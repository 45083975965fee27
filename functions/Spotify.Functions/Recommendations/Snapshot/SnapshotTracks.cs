using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Recommendations.Weekly;

namespace Spotify.Functions.Recommendations.Snapshot;

/// <summary>Reads the catalogue.</summary>
public sealed class SnapshotTracks(WeeklyWork work)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to do.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(SnapshotTracks))]
    public Task<ReadTracks> Run([ActivityTrigger] WeeklyRun input, CancellationToken cancellationToken) => work.ReadTracksAsync(input, cancellationToken);
}
