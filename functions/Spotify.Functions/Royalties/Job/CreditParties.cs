using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Royalties.Job;

/// <summary>Credits parties in their own currencies.</summary>
public sealed class CreditParties(RoyaltyWork work)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to do.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(CreditParties))]
    public Task<CreditedPeriod> Run([ActivityTrigger] CreditInput input, CancellationToken cancellationToken) => work.CreditAsync(input, cancellationToken);
}
