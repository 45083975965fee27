using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Recommendations.Weekly;

namespace Spotify.Functions.Recommendations.Snapshot;

/// <summary>Puts a block of listeners together of all ranges.</summary>
public sealed class JoinListeners(WeeklyWork work)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to do.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(JoinListeners))]
    public Task<JoinedBlock> Run([ActivityTrigger] JoinStep input, CancellationToken cancellationToken) => work.JoinAsync(input, cancellationToken);
}
