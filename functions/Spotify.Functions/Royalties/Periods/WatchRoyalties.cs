using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Spotify.Core.Telemetry;

namespace Spotify.Functions.Royalties.Periods;

/// <summary>Looks every minute how far the calculation of the month before is, for the dashboards.</summary>
public sealed class WatchRoyalties(RoyaltyStatus status, RoyaltyProgressMetrics metrics, TimeProvider time)
{
    /// <summary>Looks.</summary>
    /// <param name="timer">The timer.</param>
    /// <param name="client">Knows the run.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(WatchRoyalties))]
    public async Task Run([TimerTrigger("45 * * * * *", UseMonitor = false)] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var period = AccountingPeriod.LastBefore(time.GetUtcNow());
        metrics.Seen((await status.ProgressAsync(period, RoyaltyStatus.InstanceOf(period), client, cancellationToken)).Progress);
    }
}
