using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Spotify.Functions.Platform.Durable;

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
        if (!await client.StartOnceAsync(nameof(BuildCharts), instance, new ChartsInput(now), cancellationToken))
            LogAlreadyStarted(instance);
    }

    [LoggerMessage(EventId = 5602, Level = LogLevel.Information, Message = "Build {Instance} is under way or done already")]
    private partial void LogAlreadyStarted(string instance);
}
