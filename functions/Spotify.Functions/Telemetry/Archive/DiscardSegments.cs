using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Telemetry.Archive;

/// <summary>Removes the segments that a version of an hour was made of.</summary>
public sealed class DiscardSegments(ArchiveSealing sealing)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">The version.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>How many segments were removed.</returns>
    [Function(nameof(DiscardSegments))]
    public Task<int> Run([ActivityTrigger] SealPlan input, CancellationToken cancellationToken) => sealing.DiscardAsync(input, cancellationToken);
}
