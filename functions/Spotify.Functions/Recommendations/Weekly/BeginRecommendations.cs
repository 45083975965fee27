using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Recommendations.Weekly;

/// <summary>Fixes all that a run works with.</summary>
public sealed class BeginRecommendations(WeeklyWork work)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to do.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(BeginRecommendations))]
    public Task<WeeklyPlan> Run([ActivityTrigger] BeginWeek input, CancellationToken cancellationToken) => work.BeginAsync(input, cancellationToken);
}
