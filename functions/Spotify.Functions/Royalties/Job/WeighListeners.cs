using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Royalties.Job;

/// <summary>Weighs what a shard's listeners heard.</summary>
public sealed class WeighListeners(RoyaltyWork work)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to do.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(WeighListeners))]
    public Task<WeighedShard> Run([ActivityTrigger] MonthStep input, CancellationToken cancellationToken) => work.WeighAsync(input, cancellationToken);
}
