using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Spotify.Functions.Platform.Durable;

namespace Spotify.Functions.Recommendations.Experiments;

/// <summary>Has experiments measured every night.</summary>
public sealed class StartMeasuring(TimeProvider time)
{
    /// <summary>When: 03:30 UTC.</summary>
    public const string Schedule = "0 30 3 * * *";

    /// <summary>Starts <see cref="MeasureExperiments"/> once a day.</summary>
    /// <param name="timer">The run.</param>
    /// <param name="client">Starts the orchestration.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(StartMeasuring))]
    public Task Run([TimerTrigger(Schedule)] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        client.StartOnceAsync(nameof(MeasureExperiments), InstanceOf(time.GetUtcNow()), new MeasuringInput(time.GetUtcNow(), "schedule"), cancellationToken);

    internal static string InstanceOf(DateTimeOffset now) => string.Create(CultureInfo.InvariantCulture, $"experiments-{now.UtcDateTime:yyyy-MM-dd}");
}
