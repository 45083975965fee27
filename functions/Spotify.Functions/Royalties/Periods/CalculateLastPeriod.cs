using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Durable;
using Spotify.Functions.Royalties.Inputs;
using Spotify.Functions.Royalties.Job;

namespace Spotify.Functions.Royalties.Periods;

/// <summary>Has the month before calculated once it is closed, by <see cref="RoyaltyOptions.CalculateSchedule"/>.</summary>
public sealed partial class CalculateLastPeriod(IRoyaltyPeriods periods, TimeProvider time, ILogger<CalculateLastPeriod> logger)
{
    /// <summary>Starts <see cref="MonthlyRoyalties"/> once for a month.</summary>
    /// <param name="timer">The run.</param>
    /// <param name="client">Starts the orchestration.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("CalculateLastPeriod")]
    public async Task Run([TimerTrigger(RoyaltyOptions.CalculateSchedule)] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var period = AccountingPeriod.LastBefore(time.GetUtcNow());
        if (await periods.FindReasonNotToCalculateAsync(period, cancellationToken) is { } reason)
            LogWaiting(period, reason);
        else if (await client.StartOnceAsync(nameof(MonthlyRoyalties), RoyaltyStatus.InstanceOf(period), new RoyaltiesInput(period, RoyaltyPeriods.Schedule), cancellationToken))
            LogBegun(period);
    }

    [LoggerMessage(EventId = 6104, Level = LogLevel.Information, Message = "The calculation of {Period} begins")]
    private partial void LogBegun(string period);

    [LoggerMessage(EventId = 6105, Level = LogLevel.Information, Message = "{Period} is not calculated yet: {Reason}")]
    private partial void LogWaiting(string period, string reason);
}
