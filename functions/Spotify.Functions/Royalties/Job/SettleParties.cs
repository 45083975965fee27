using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Royalties.Job;

/// <summary>Makes every party's statement.</summary>
public sealed class SettleParties(RoyaltyWork work)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to do.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(SettleParties))]
    public Task<SettledPeriod> Run([ActivityTrigger] SettleInput input, CancellationToken cancellationToken) => work.SettleAsync(input, cancellationToken);
}
