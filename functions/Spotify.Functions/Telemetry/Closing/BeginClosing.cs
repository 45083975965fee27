using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Telemetry.Closing;

/// <summary>Shuts a period.</summary>
public sealed class BeginClosing(ClosingBegin closing)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">Which period.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(BeginClosing))]
    public Task<ClosingPlan> Run([ActivityTrigger] BeginInput input, CancellationToken cancellationToken) => closing.BeginAsync(input, cancellationToken);
}
