using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Privacy;

/// <summary>Destroys the key that leads from a listener to what is kept under a pseudonym.</summary>
public sealed class DestroyListenerKey(Erasures erasures)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">The erasure.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(DestroyListenerKey))]
    public Task Run([ActivityTrigger] ErasureInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        return erasures.DestroyKeyAsync(input.Request, cancellationToken);
    }
}
