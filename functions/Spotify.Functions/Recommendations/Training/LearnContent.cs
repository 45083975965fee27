using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Recommendations.Weekly;

namespace Spotify.Functions.Recommendations.Training;

/// <summary>Learns how tracks are described.</summary>
public sealed class LearnContent(WeeklyWork work)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to do.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(LearnContent))]
    public Task<LearnedSignal> Run([ActivityTrigger] SignalStep input, CancellationToken cancellationToken) => work.LearnContentAsync(input, cancellationToken);
}
