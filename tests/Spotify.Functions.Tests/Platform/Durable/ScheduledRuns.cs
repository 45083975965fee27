using System.Text.Json;
using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Spotify.Functions.Tests.Platform.Durable;

/// <summary>A durable client that runs nothing: it notes what was scheduled, with inputs as JSON, and keeps to the rule that a deduplicated id is used once.</summary>
internal sealed class ScheduledRuns() : DurableTaskClient("test")
{
    public List<(string Orchestrator, string Instance, string Input)> Started { get; } = [];

    /// <summary>The status of instances; what is not set is running.</summary>
    public Dictionary<string, OrchestrationRuntimeStatus> Statuses { get; } = [];

    public T Input<T>(int index) => JsonSerializer.Deserialize<T>(Started[index].Input)!;

    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = default, StartOrchestrationOptions? options = default, CancellationToken cancellation = default)
    {
        var instance = options!.InstanceId!;
        var status = StatusOf(instance);
        if (status is { } there && options.DedupeStatuses!.Contains(there.ToString()))
            throw new OrchestrationAlreadyExistsException(instance);
        Started.Add((orchestratorName.Name, instance, JsonSerializer.Serialize(input)));
        return Task.FromResult(instance);
    }

    public override Task<OrchestrationMetadata?> GetInstancesAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        Task.FromResult(StatusOf(instanceId) is { } status ? new OrchestrationMetadata("any", instanceId) { RuntimeStatus = status } : null);

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = default) => throw new NotSupportedException();

    public override Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = default, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task SuspendInstanceAsync(string instanceId, string? reason = default, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task ResumeInstanceAsync(string instanceId, string? reason = default, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private OrchestrationRuntimeStatus? StatusOf(string instance) =>
        Started.Exists(run => run.Instance == instance) ? Statuses.GetValueOrDefault(instance, OrchestrationRuntimeStatus.Running) : null;
}
