using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Royalties.Job;

/// <summary>Sums the pools of a month.</summary>
public sealed class SumPools(RoyaltyWork work)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to do.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(SumPools))]
    public Task<SummedPools> Run([ActivityTrigger] MonthStep input, CancellationToken cancellationToken) => work.SumPoolsAsync(input, cancellationToken);
}
