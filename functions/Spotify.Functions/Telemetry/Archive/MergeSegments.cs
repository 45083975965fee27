using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Telemetry.Archive;

/// <summary>Makes the parts and the manifest of a version of an hour.</summary>
public sealed class MergeSegments(ArchiveSealing sealing)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">The version.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>How many parts were made.</returns>
    [Function(nameof(MergeSegments))]
    public Task<int> Run([ActivityTrigger] SealPlan input, CancellationToken cancellationToken) => sealing.MergeAsync(input, cancellationToken);
}
