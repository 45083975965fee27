using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Royalties.Inputs;

namespace Spotify.Functions.Royalties.Job;

/// <summary>Weighs what a shard's listeners heard.</summary>
public sealed class WeighListeners(RoyaltyWork work)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to do.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(WeighListeners))]
    public Task<FrozenFile> Run([ActivityTrigger] MonthStep input, CancellationToken cancellationToken) => work.WeighAsync(input, cancellationToken);
}
