using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Royalties.Job;

/// <summary>Counts the streams and listeners of a shard's tracks and artists.</summary>
public sealed class TallyListeners(RoyaltyWork work)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to do.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(TallyListeners))]
    public Task<TalliedShard> Run([ActivityTrigger] MonthStep input, CancellationToken cancellationToken) => work.TallyAsync(input, cancellationToken);
}
