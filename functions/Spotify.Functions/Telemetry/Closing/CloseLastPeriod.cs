using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Spotify.Functions.Platform.Durable;

namespace Spotify.Functions.Telemetry.Closing;

/// <summary>Begins to close the month before, by <see cref="ClosingOptions.CloseSchedule"/>.</summary>
public sealed partial class CloseLastPeriod(PeriodStatus periods, ILogger<CloseLastPeriod> logger)
{
    /// <summary>Starts <see cref="ClosePeriod"/> once for a month.</summary>
    /// <param name="timer">The run.</param>
    /// <param name="client">Starts the orchestration.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("CloseLastPeriod")]
    public async Task Run([TimerTrigger(ClosingOptions.CloseSchedule)] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var period = periods.LastPeriod;
        if (await client.StartOnceAsync(nameof(ClosePeriod), PeriodStatus.InstanceOf(period), new CloseInput(period), cancellationToken))
            LogBegun(period);
        else
            LogBefore(period);
    }

    [LoggerMessage(EventId = 5307, Level = LogLevel.Information, Message = "The closing of {Period} begins")]
    private partial void LogBegun(string period);

    [LoggerMessage(EventId = 5308, Level = LogLevel.Information, Message = "The closing of {Period} is under way or done already")]
    private partial void LogBefore(string period);
}
