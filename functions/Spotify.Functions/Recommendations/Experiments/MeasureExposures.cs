using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Recommendations.Experiments;

/// <summary>Measures a range of listeners.</summary>
public sealed class MeasureExposures(ExperimentMeasuring measuring)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to do.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(MeasureExposures))]
    public Task<MeasuredRange> Run([ActivityTrigger] MeasuringStep input, CancellationToken cancellationToken) => measuring.MeasureAsync(input, cancellationToken);
}
