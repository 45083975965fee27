using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Royalties.Job;

/// <summary>Puts what was gathered together as the inputs of the run.</summary>
public sealed class GatherInputs(RoyaltyWork work)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to do.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GatherInputs))]
    public Task<RoyaltyRun> Run([ActivityTrigger] FreezeInput input, CancellationToken cancellationToken) => work.GatherAsync(input, cancellationToken);
}
