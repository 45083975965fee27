using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Privacy;

/// <summary>Records that an erasure was done, and forgets whom it was of.</summary>
public sealed class FinishErasure(Erasures erasures)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What was removed.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(FinishErasure))]
    public Task Run([ActivityTrigger] FinishErasureInput input, CancellationToken cancellationToken) => erasures.FinishAsync(input, cancellationToken);
}
