using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Royalties.Job;

/// <summary>Gathers what listeners and advertisers paid.</summary>
public sealed class FreezeRevenue(RoyaltyWork work)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to do.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(FreezeRevenue))]
    public Task<FrozenPart> Run([ActivityTrigger] RoyaltyRun input, CancellationToken cancellationToken) => work.FreezeRevenueAsync(input, cancellationToken);
}
