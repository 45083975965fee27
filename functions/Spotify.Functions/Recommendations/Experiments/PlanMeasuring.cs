using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Recommendations.Experiments;

/// <summary>Says what is to be measured.</summary>
public sealed class PlanMeasuring(ExperimentMeasuring measuring)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to do.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(PlanMeasuring))]
    public Task<MeasuringPlan> Run([ActivityTrigger] MeasuringInput input, CancellationToken cancellationToken) => measuring.PlanAsync(input, cancellationToken);
}
