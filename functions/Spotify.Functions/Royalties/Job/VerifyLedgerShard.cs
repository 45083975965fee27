using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Telemetry.Closing;

namespace Spotify.Functions.Royalties.Job;

/// <summary>Computes the root of a shard of the closed ledger again from its leaves.</summary>
public sealed class VerifyLedgerShard(RoyaltyWork work)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to do.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(VerifyLedgerShard))]
    public Task<RecomputedRoot> Run([ActivityTrigger] ShardStep input, CancellationToken cancellationToken) => work.VerifyAsync(input, cancellationToken);
}
