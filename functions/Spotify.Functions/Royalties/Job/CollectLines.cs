using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Royalties.Job;

/// <summary>Puts the lines of a partition of holders together.</summary>
public sealed class CollectLines(RoyaltyWork work)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to do.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(CollectLines))]
    public Task<CollectedLines> Run([ActivityTrigger] MonthStep input, CancellationToken cancellationToken) => work.CollectLinesAsync(input, cancellationToken);
}
