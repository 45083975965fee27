using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Recommendations.Weekly;

/// <summary>Tells that a week's lists are there.</summary>
public sealed class AnnounceWeek(WeeklyWork work)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to do.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(AnnounceWeek))]
    public Task<WeeklyOutcome> Run([ActivityTrigger] FinishWeek input, CancellationToken cancellationToken) => work.AnnounceAsync(input, cancellationToken);
}
