using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Royalties.Job;

/// <summary>Holds everything that was computed against everything else.</summary>
public sealed class ReconcileRoyalties(RoyaltyWork work)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to do.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(ReconcileRoyalties))]
    public Task<ReconciledPeriod> Run([ActivityTrigger] ReconcileInput input, CancellationToken cancellationToken) => work.ReconcileAsync(input, cancellationToken);
}
