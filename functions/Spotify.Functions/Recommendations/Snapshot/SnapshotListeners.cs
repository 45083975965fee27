using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Recommendations.Weekly;

namespace Spotify.Functions.Recommendations.Snapshot;

/// <summary>Reads the listeners of a range.</summary>
public sealed class SnapshotListeners(WeeklyWork work)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to do.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(SnapshotListeners))]
    public Task<ReadRange> Run([ActivityTrigger] RangeStep input, CancellationToken cancellationToken) => work.ReadListenersAsync(input, cancellationToken);
}
