using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Telemetry.Closing;

/// <summary>Sums the markets and products of a bucket.</summary>
public sealed class SumMarkets(RowSums sums)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">Which bucket.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(SumMarkets))]
    public Task<SummedMarkets> Run([ActivityTrigger] MergeInput input, CancellationToken cancellationToken) => sums.SumMarketsAsync(input, cancellationToken);
}
