using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Royalties.Job;

/// <summary>Divides a pool.</summary>
public sealed class DividePool(RoyaltyWork work)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to do.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(DividePool))]
    public Task<PoolResult> Run([ActivityTrigger] MonthStep input, CancellationToken cancellationToken) => work.DivideAsync(input, cancellationToken);
}
