using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Spotify.Functions.Platform.Durable;

namespace Spotify.Functions.Catalog.Figures;

/// <summary>Begins to compute popularity every day, when the day before has been counted.</summary>
public sealed partial class StartPopularity(TimeProvider time, ILogger<StartPopularity> logger)
{
    /// <summary>Starts <see cref="ComputePopularity"/> once a day, however often the timer fires.</summary>
    /// <param name="timer">The timer.</param>
    /// <param name="client">Starts the orchestration.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(StartPopularity))]
    public async Task Run([TimerTrigger("0 20 3 * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var instance = string.Create(CultureInfo.InvariantCulture, $"popularity-{today:yyyy-MM-dd}");
        if (!await client.StartOnceAsync(nameof(ComputePopularity), instance, new PopularityInput(today), cancellationToken))
            LogAlreadyStarted(instance);
    }

    [LoggerMessage(EventId = 4021, Level = LogLevel.Information, Message = "Run {Instance} is under way or done already")]
    private partial void LogAlreadyStarted(string instance);
}
