using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Royalties.Job;

/// <summary>Removes what a run left on its way.</summary>
public sealed class CleanRoyalties(RoyaltyWork work)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to do.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(CleanRoyalties))]
    public Task<bool> Run([ActivityTrigger] RoyaltyRun input, CancellationToken cancellationToken) => work.CleanAsync(input, cancellationToken);
}
