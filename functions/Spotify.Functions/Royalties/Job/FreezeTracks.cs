using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Royalties.Job;

/// <summary>Gathers what the catalogue says of the month's tracks.</summary>
public sealed class FreezeTracks(RoyaltyWork work)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to do.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(FreezeTracks))]
    public Task<FrozenPart> Run([ActivityTrigger] RoyaltyRun input, CancellationToken cancellationToken) => work.FreezeTracksAsync(input, cancellationToken);
}
