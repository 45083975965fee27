using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Recommendations.Weekly;

namespace Spotify.Functions.Recommendations.Training;

/// <summary>Tries how to learn.</summary>
public sealed class SearchSettings(WeeklyWork work)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to do.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(SearchSettings))]
    public Task<FoundSettings> Run([ActivityTrigger] TrainingSet input, CancellationToken cancellationToken) => work.SearchAsync(input, cancellationToken);
}
