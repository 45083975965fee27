using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Recommendations.Experiments;

/// <summary>Adds up what ranges measured.</summary>
public sealed class EndMeasuring(ExperimentMeasuring measuring)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to do.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(EndMeasuring))]
    public Task<MeasuringOutcome> Run([ActivityTrigger] MeasuringEnd input, CancellationToken cancellationToken) => measuring.EndAsync(input, cancellationToken);
}
