using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Spotify.Functions.Telemetry.Archive;

/// <summary>Starts <see cref="SealArchive"/> under names that are the same for the same hour.</summary>
internal static class ArchiveRuns
{
    /// <summary>The name of an hour's first run, and with a suffix of a later one.</summary>
    public static string InstanceOf(SealInput hour, string? suffix = null) => $"archive-{hour.Hub}-{hour.Hour}" + (suffix is null ? "" : $"-{suffix}");

    /// <summary>Starts a run.</summary>
    /// <returns>False when there was one of this name.</returns>
    public static async Task<bool> StartAsync(DurableTaskClient client, SealInput hour, string instance, CancellationToken cancellationToken)
    {
        var options = new StartOrchestrationOptions(InstanceId: instance).WithDedupeStatuses([.. StartOrchestrationOptionsExtensions.ValidDedupeStatuses]);
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(nameof(SealArchive), hour, options, cancellationToken);
            return true;
        }
        catch (OrchestrationAlreadyExistsException)
        {
            return false;
        }
    }

    /// <summary>Whether a run of this name is under way.</summary>
    public static async Task<bool> IsRunningAsync(DurableTaskClient client, string instance, CancellationToken cancellationToken) =>
        await client.GetInstanceAsync(instance, cancellationToken) is { IsRunning: true };
}
