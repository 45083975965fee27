using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Spotify.Functions.Telemetry.Artificial;

/// <summary>
/// Starts the reviews each night: yesterday's, so that a month is reviewed before it closes, and once more the day's a week ago, for what was heard offline and came since.
/// </summary>
public sealed class ReviewYesterday(TimeProvider time)
{
    private const int LateDays = 8;

    /// <summary>Runs at three in the morning, UTC.</summary>
    /// <param name="timer">The timer.</param>
    /// <param name="client">Starts the orchestrations.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    [Function(nameof(ReviewYesterday))]
    public async Task Run([TimerTrigger("0 0 3 * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        await ReviewRuns.StartAsync(client, today.AddDays(-1), null, cancellationToken);
        await ReviewRuns.StartAsync(client, today.AddDays(-LateDays), "late", cancellationToken);
    }
}
