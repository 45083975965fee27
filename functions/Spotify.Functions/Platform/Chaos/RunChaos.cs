using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Platform.Chaos;

/// <summary>Makes the experiment of the day, where experiments are on.</summary>
public sealed class RunChaos(ChaosRunner runner)
{
    /// <summary>Makes it, once: one that was missed is not made up for.</summary>
    /// <param name="timer">The timer.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(RunChaos))]
    public Task Run([TimerTrigger(ChaosOptions.Schedule, UseMonitor = false)] TimerInfo timer, CancellationToken cancellationToken) => runner.RunTodaysAsync(cancellationToken);
}
