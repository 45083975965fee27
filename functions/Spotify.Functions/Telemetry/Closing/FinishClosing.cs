using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Telemetry.Closing;

/// <summary>Marks a period closed, or tells what a replay found.</summary>
public sealed class FinishClosing(PeriodSealing sealing)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">How it ended.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(FinishClosing))]
    public Task Run([ActivityTrigger] ClosingResult input, CancellationToken cancellationToken) => sealing.FinishAsync(input, cancellationToken);
}
