using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Recommendations.Weekly;

namespace Spotify.Functions.Recommendations.Training;

/// <summary>Counts what was played out of exploration slots.</summary>
public sealed class TallyExplored(WeeklyWork work)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to do.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(TallyExplored))]
    public Task<ExploredWeek> Run([ActivityTrigger] TrainingSet input, CancellationToken cancellationToken) => work.TallyExploredAsync(input, cancellationToken);
}
