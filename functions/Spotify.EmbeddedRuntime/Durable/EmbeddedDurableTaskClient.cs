using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Spotify.EmbeddedRuntime.Durable;

/// <summary>The client over the engine of the same process.</summary>
internal sealed class EmbeddedDurableTaskClient(OrchestrationEngine engine) : DurableTaskClient(engine.HubName)
{
    private readonly InstanceCleaner _cleaner = new(engine);

    /// <inheritdoc/>
    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = default, StartOrchestrationOptions? options = default, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(orchestratorName.Name, nameof(orchestratorName));
        cancellation.ThrowIfCancellationRequested();
        var id = string.IsNullOrEmpty(options?.InstanceId) ? null : options.InstanceId;
        var dedupe = (options?.DedupeStatuses ?? []).Select(ParseStatus).ToHashSet();
        return engine.CreateAsync(orchestratorName.Name, Payloads.Instance.Serialize(input), id, options?.StartAt?.UtcTicks ?? 0, dedupe);
    }

    /// <inheritdoc/>
    public override Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = default, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        return SendAsync(instanceId, new HistoryEvent(EventKind.EventRaised, Name: eventName, Data: Payloads.Instance.Serialize(eventPayload)), cancellation);
    }

    /// <inheritdoc/>
    public override Task TerminateInstanceAsync(string instanceId, TerminateInstanceOptions? options = default, CancellationToken cancellation = default) =>
        SendAsync(
            instanceId,
            new HistoryEvent(EventKind.Terminated, options?.Recursive == true ? 1 : 0, Data: Payloads.Instance.Serialize(options?.Output)),
            cancellation);

    /// <inheritdoc/>
    public override Task SuspendInstanceAsync(string instanceId, string? reason = default, CancellationToken cancellation = default) =>
        SendAsync(instanceId, new HistoryEvent(EventKind.Suspended, Name: reason), cancellation);

    /// <inheritdoc/>
    public override Task ResumeInstanceAsync(string instanceId, string? reason = default, CancellationToken cancellation = default) =>
        SendAsync(instanceId, new HistoryEvent(EventKind.Resumed, Name: reason), cancellation);

    /// <inheritdoc/>
    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, row => row.Status != OrchestrationRuntimeStatus.Pending, getInputsAndOutputs, cancellation);

    /// <inheritdoc/>
    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, row => InstanceCleaner.HasEnded(row.Status), getInputsAndOutputs, cancellation);

    /// <inheritdoc/>
    public override async Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        cancellation.ThrowIfCancellationRequested();
        return await FindAsync(instanceId) is { } row ? row.ToMetadata(getInputsAndOutputs) : null;
    }

    /// <inheritdoc/>
    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = default) =>
        new InstancePages(engine, filter ?? new OrchestrationQuery());

    /// <inheritdoc/>
    public override Task<PurgeResult> PurgeInstanceAsync(string instanceId, PurgeInstanceOptions? options = default, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        cancellation.ThrowIfCancellationRequested();
        return _cleaner.PurgeAsync(instanceId, options?.Recursive ?? false);
    }

    /// <inheritdoc/>
    public override Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = default, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return _cleaner.PurgeAsync(filter, options?.Recursive ?? false, cancellation);
    }

    /// <inheritdoc/>
    public override async Task<string> RestartAsync(string instanceId, bool restartWithNewInstanceId = false, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        cancellation.ThrowIfCancellationRequested();
        var row = await FindAsync(instanceId) ?? throw new ArgumentException($"There is no orchestration with the instance id '{instanceId}'.", nameof(instanceId));
        if (!restartWithNewInstanceId && !InstanceCleaner.HasEnded(row.Status))
            throw new InvalidOperationException($"The orchestration '{instanceId}' has not ended; its status is {row.Status}.");
        return await engine.CreateAsync(row.Name, row.Input, restartWithNewInstanceId ? null : instanceId, 0, new HashSet<OrchestrationRuntimeStatus>());
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static OrchestrationRuntimeStatus ParseStatus(string name) =>
        Enum.TryParse<OrchestrationRuntimeStatus>(name, ignoreCase: true, out var status) && Enum.IsDefined(status)
            ? status
            : throw new ArgumentException($"'{name}' is no orchestration status.", nameof(name));

    private Task SendAsync(string instanceId, HistoryEvent item, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        cancellation.ThrowIfCancellationRequested();
        return engine.SendAsync(instanceId, item);
    }

    private async Task<InstanceRow?> FindAsync(string instanceId) =>
        await engine.ReadAsync(session => DurableStore.Find(session, instanceId)) is { } row ? engine.Refresh(row) : null;

    private async Task<OrchestrationMetadata> WaitAsync(
        string instanceId, Func<InstanceRow, bool> isReached, bool withPayloads, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, engine.Stopping);
        while (true)
        {
            var change = engine.Signals.NextChangeOf(instanceId);
            var row = await FindAsync(instanceId)
                ?? throw new InvalidOperationException($"There is no orchestration with the instance id '{instanceId}'.");
            if (isReached(row))
            {
                // Clears the entry that the wait made; anyone else who waits looks again.
                engine.Signals.Changed(instanceId);
                return row.ToMetadata(withPayloads);
            }

            await change.WaitAsync(either.Token);
        }
    }
}
