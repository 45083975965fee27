using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Recommendations.Weekly;

/// <summary>Removes what a run left on its way.</summary>
public sealed class CleanRecommendations(WeeklyWork work)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to do.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(CleanRecommendations))]
    public Task<bool> Run([ActivityTrigger] WeeklyRun input, CancellationToken cancellationToken) => work.CleanAsync(input, cancellationToken);
}
