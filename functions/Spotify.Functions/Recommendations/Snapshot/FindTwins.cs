using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Recommendations.Weekly;

namespace Spotify.Functions.Recommendations.Snapshot;

/// <summary>Finds listeners of exactly the same tracks.</summary>
public sealed class FindTwins(WeeklyWork work)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to do.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(FindTwins))]
    public Task<FoundTwins> Run([ActivityTrigger] TwinsStep input, CancellationToken cancellationToken) => work.FindTwinsAsync(input, cancellationToken);
}
