using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Recommendations.Weekly;

namespace Spotify.Functions.Recommendations.Training;

/// <summary>Measures a model by the week that it has not seen.</summary>
public sealed class MeasureModel(WeeklyWork work)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to do.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(MeasureModel))]
    public Task<MeasuredModel> Run([ActivityTrigger] MeasureStep input, CancellationToken cancellationToken) => work.MeasureAsync(input, cancellationToken);
}
