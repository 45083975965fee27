using System.Collections.Concurrent;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Spotify.Functions.Tests.Ingestion.Turns;

/// <summary>A durable client that notes who was called by which event; every run is under way but those that have ended.</summary>
internal sealed class CalledRuns() : DurableTaskClient("test")
{
    public ConcurrentQueue<(string Instance, string Event)> Called { get; } = [];

    public HashSet<string> Ended { get; } = [];

    /// <summary>Calls that fail from now on.</summary>
    public int FailingCalls { get; set; }

    public override Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = default, CancellationToken cancellation = default)
    {
        if (FailingCalls > 0)
        {
            FailingCalls--;
            throw new InvalidOperationException("The durable back end is away");
        }

        Called.Enqueue((instanceId, eventName));
        return Task.CompletedTask;
    }

    public override Task<OrchestrationMetadata?> GetInstancesAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        Task.FromResult<OrchestrationMetadata?>(new OrchestrationMetadata("any", instanceId)
        {
            RuntimeStatus = Ended.Contains(instanceId) ? OrchestrationRuntimeStatus.Failed : OrchestrationRuntimeStatus.Running,
        });

    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = default, StartOrchestrationOptions? options = default, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = default) => throw new NotSupportedException();

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task SuspendInstanceAsync(string instanceId, string? reason = default, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task ResumeInstanceAsync(string instanceId, string? reason = default, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
