using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Royalties.Job;

/// <summary>Gathers agreements, splits, parties, rates and charges.</summary>
public sealed class FreezeRights(RoyaltyWork work)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to do.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(FreezeRights))]
    public Task<FrozenPart> Run([ActivityTrigger] RoyaltyRun input, CancellationToken cancellationToken) => work.FreezeRightsAsync(input, cancellationToken);
}
