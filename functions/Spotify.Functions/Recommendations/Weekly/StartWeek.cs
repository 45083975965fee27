using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Spotify.Functions.Platform.Durable;

namespace Spotify.Functions.Recommendations.Weekly;

/// <summary>Has the lists of the coming week made, by <see cref="RecommendationOptions.Schedule"/>.</summary>
public sealed partial class StartWeek(TimeProvider time, ILogger<StartWeek> logger)
{
    /// <summary>Starts <see cref="WeeklyRecommendations"/> once for a week.</summary>
    /// <param name="timer">The run.</param>
    /// <param name="client">Starts the orchestration.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(StartWeek))]
    public async Task Run([TimerTrigger(RecommendationOptions.Schedule)] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var week = WeekCalendar.Next(now).ToString();
        if (!await client.StartOnceAsync(nameof(WeeklyRecommendations), WeeklyStatus.InstanceOf(week), new WeeklyInput(week, now, "schedule"), cancellationToken))
            LogAlreadyStarted(week);
    }

    [LoggerMessage(EventId = 6400, Level = LogLevel.Information, Message = "The recommendations of {Week} are under way or done already")]
    private partial void LogAlreadyStarted(string week);
}
