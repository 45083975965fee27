using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Royalties.Inputs;

namespace Spotify.Functions.Royalties.Job;

/// <summary>Puts the earnings of all pools together.</summary>
public sealed class CollectEarnings(RoyaltyWork work)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to do.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(CollectEarnings))]
    public Task<FrozenFile> Run([ActivityTrigger] MonthStep input, CancellationToken cancellationToken) => work.CollectEarningsAsync(input, cancellationToken);
}
