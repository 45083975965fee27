using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Royalties.Job;

/// <summary>Names inputs and results as the month's, or compares a replay with them.</summary>
public sealed class FinishRoyalties(RoyaltyWork work)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to do.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(FinishRoyalties))]
    public Task<RoyaltyOutcome> Run([ActivityTrigger] FinishInput input, CancellationToken cancellationToken) => work.FinishAsync(input, cancellationToken);
}
