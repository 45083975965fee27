using System.Globalization;
using DurableTask.Core.Exceptions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Spotify.Functions.Telemetry.Charts;

/// <summary>Begins a build of the charts every hour, ten minutes past it, so that what was played up to the full hour has been counted.</summary>
public sealed partial class StartCharts(TimeProvider time, ILogger<StartCharts> logger)
{
    /// <summary>Starts <see cref="BuildCharts"/> once an hour, however often the timer fires.</summary>
    /// <param name="timer">The timer.</param>
    /// <param name="client">Starts the orchestration.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(StartCharts))]
    public async Task Run([TimerTrigger("0 10 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        var now = time.GetUtcNow();
        var instance = string.Create(CultureInfo.InvariantCulture, $"charts-{now.UtcDateTime:yyyy-MM-dd-HH}");
        var options = new StartOrchestrationOptions(InstanceId: instance).WithDedupeStatuses([.. StartOrchestrationOptionsExtensions.ValidDedupeStatuses]);
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(nameof(BuildCharts), new ChartsInput(now), options, cancellationToken);
        }
        catch (OrchestrationAlreadyExistsException)
        {
            LogAlreadyStarted(instance);
        }
    }

    [LoggerMessage(EventId = 5602, Level = LogLevel.Information, Message = "Build {Instance} is under way or done already")]
    private partial void LogAlreadyStarted(string instance);
}
