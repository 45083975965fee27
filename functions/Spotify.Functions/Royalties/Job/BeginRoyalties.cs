using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Royalties.Job;

/// <summary>Begins a run, or says why it may not be.</summary>
public sealed class BeginRoyalties(RoyaltyWork work)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to do.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(BeginRoyalties))]
    public Task<RoyaltyBegin> Run([ActivityTrigger] BeginRun input, CancellationToken cancellationToken) => work.BeginAsync(input, cancellationToken);
}
