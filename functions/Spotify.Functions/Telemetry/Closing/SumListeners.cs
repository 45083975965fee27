using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Telemetry.Closing;

/// <summary>Sums the listeners of a shard.</summary>
public sealed class SumListeners(RowSums sums)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">Which shard.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(SumListeners))]
    public Task<SummedListeners> Run([ActivityTrigger] MergeInput input, CancellationToken cancellationToken) => sums.SumListenersAsync(input, cancellationToken);
}
