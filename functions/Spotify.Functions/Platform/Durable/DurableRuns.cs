using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Spotify.Core;

namespace Spotify.Functions.Platform.Durable;

/// <summary>What all long work has in common: it starts once under a fixed instance id, and its activities are repeated for what a repeat may mend.</summary>
public static class DurableRuns
{
    /// <summary>How activities are repeated: five times over some minutes, for a <see cref="TransientException"/> alone.</summary>
    public static TaskOptions Patiently { get; } = TaskOptions.FromRetryPolicy(
        new RetryPolicy(5, TimeSpan.FromSeconds(2), backoffCoefficient: 3, maxRetryInterval: TimeSpan.FromMinutes(2))
        {
            HandleFailure = failure => failure.IsCausedBy<TransientException>(),
        });

    /// <summary>Starts an orchestration unless one of this id is there, in whatever state: the platform's own default would run a finished one again.</summary>
    /// <param name="client">Starts it.</param>
    /// <param name="orchestrator">The orchestrator's function.</param>
    /// <param name="instanceId">The fixed instance id.</param>
    /// <param name="input">Its input.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>False where the id is taken: done already, or under way.</returns>
    public static async Task<bool> StartOnceAsync(
        this DurableTaskClient client, TaskName orchestrator, string instanceId, object? input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        try
        {
            var options = new StartOrchestrationOptions(InstanceId: instanceId).WithDedupeStatuses([.. StartOrchestrationOptionsExtensions.ValidDedupeStatuses]);
            await client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, options, cancellationToken);
            return true;
        }
        catch (OrchestrationAlreadyExistsException)
        {
            return false;
        }
    }

    /// <summary>The instance id of an operator's replay: the usual one and a suffix.</summary>
    /// <param name="instanceId">The usual id.</param>
    /// <param name="replay">What the operator calls the replay; null for none.</param>
    /// <returns>Null where the suffix is not 1 to 40 letters, digits and hyphens.</returns>
    public static string? IdOf(string instanceId, string? replay)
    {
        if (string.IsNullOrEmpty(replay))
            return instanceId;
        return replay.Length <= 40 && replay.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? $"{instanceId}-{replay}" : null;
    }
}
