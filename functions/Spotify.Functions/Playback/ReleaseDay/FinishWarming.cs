using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Playback.ReleaseDay;

/// <summary>Writes down what was read ahead.</summary>
public sealed class FinishWarming(ReleaseWarming warming)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What was read.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(FinishWarming))]
    public Task Run([ActivityTrigger] FinishWarmingInput input, CancellationToken cancellationToken) => warming.FinishAsync(input, cancellationToken);
}
