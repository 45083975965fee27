using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Privacy;

/// <summary>Has every store remove what it holds of a person.</summary>
public sealed class SweepPersonalData(Erasures erasures)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">The erasure.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(SweepPersonalData))]
    public Task<SweepResult> Run([ActivityTrigger] ErasureInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        return erasures.SweepAsync(input.Request, cancellationToken);
    }
}
