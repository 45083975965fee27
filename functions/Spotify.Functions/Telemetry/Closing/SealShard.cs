using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Telemetry.Closing;

/// <summary>Writes the leaf file of a shard.</summary>
public sealed class SealShard(ShardSealing sealing)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">Which shard.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(SealShard))]
    public Task<SealedShard> Run([ActivityTrigger] MergeInput input, CancellationToken cancellationToken) => sealing.SealAsync(input, cancellationToken);
}
