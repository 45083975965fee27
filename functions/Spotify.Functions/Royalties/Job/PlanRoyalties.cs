using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Royalties.Job;

/// <summary>Plans which months a run looks at.</summary>
public sealed class PlanRoyalties(RoyaltyWork work)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to do.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(PlanRoyalties))]
    public Task<RoyaltyPlan> Run([ActivityTrigger] RoyaltyRun input, CancellationToken cancellationToken) => work.PlanAsync(input, cancellationToken);
}
