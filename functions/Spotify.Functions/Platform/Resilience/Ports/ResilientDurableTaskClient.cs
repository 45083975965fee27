using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Polly;
using Spotify.Core;

namespace Spotify.Functions.Platform.Resilience.Ports;

/// <summary>
/// The client of orchestrations through its pipelines: a task hub that does not answer costs a caller a bounded time, whether or not the client inside can be stopped. What the hub refuses comes
/// through as it is; everything else that goes wrong becomes a <see cref="TransientException"/>.
/// </summary>
internal sealed class ResilientDurableTaskClient(DurableTaskClient inner, Pipelines pipelines) : DurableTaskClient(inner.Name)
{
    /// <inheritdoc/>
    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = default, StartOrchestrationOptions? options = default, CancellationToken cancellation = default) =>
        OrderAsync(token => inner.ScheduleNewOrchestrationInstanceAsync(orchestratorName, input, options, token), cancellation);

    /// <inheritdoc/>
    public override Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = default, CancellationToken cancellation = default) =>
        OrderAsync(token => inner.RaiseEventAsync(instanceId, eventName, eventPayload, token), cancellation);

    /// <inheritdoc/>
    public override Task TerminateInstanceAsync(string instanceId, TerminateInstanceOptions? options = default, CancellationToken cancellation = default) =>
        OrderAsync(token => inner.TerminateInstanceAsync(instanceId, options, token), cancellation);

    /// <inheritdoc/>
    public override Task SuspendInstanceAsync(string instanceId, string? reason = default, CancellationToken cancellation = default) =>
        OrderAsync(token => inner.SuspendInstanceAsync(instanceId, reason, token), cancellation);

    /// <inheritdoc/>
    public override Task ResumeInstanceAsync(string instanceId, string? reason = default, CancellationToken cancellation = default) =>
        OrderAsync(token => inner.ResumeInstanceAsync(instanceId, reason, token), cancellation);

    /// <inheritdoc/>
    public override Task<OrchestrationMetadata?> GetInstancesAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        CallAsync(pipelines.OrchestrationQuestions, token => inner.GetInstancesAsync(instanceId, getInputsAndOutputs, token), cancellation);

    // A wait lasts as long as a job does, and nobody waits for one on behalf of a request.

    /// <inheritdoc/>
    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        inner.WaitForInstanceStartAsync(instanceId, getInputsAndOutputs, cancellation);

    /// <inheritdoc/>
    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        inner.WaitForInstanceCompletionAsync(instanceId, getInputsAndOutputs, cancellation);

    /// <inheritdoc/>
    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = default) => inner.GetAllInstancesAsync(filter);

    /// <inheritdoc/>
    public override Task<PurgeResult> PurgeInstanceAsync(string instanceId, PurgeInstanceOptions? options = default, CancellationToken cancellation = default) =>
        OrderAsync(token => inner.PurgeInstanceAsync(instanceId, options, token), cancellation);

    /// <inheritdoc/>
    public override Task<PurgeResult> PurgeAllInstancesAsync(PurgeInstancesFilter filter, PurgeInstanceOptions? options = default, CancellationToken cancellation = default) =>
        inner.PurgeAllInstancesAsync(filter, options, cancellation);

    /// <inheritdoc/>
    public override Task<string> RestartAsync(string instanceId, bool restartWithNewInstanceId = false, CancellationToken cancellation = default) =>
        OrderAsync(token => inner.RestartAsync(instanceId, restartWithNewInstanceId, token), cancellation);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => inner.DisposeAsync();

    private Task<T> OrderAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellation) => CallAsync(pipelines.OrchestrationOrders, call, cancellation);

    private Task<bool> OrderAsync(Func<CancellationToken, Task> call, CancellationToken cancellation) => OrderAsync(
        async token =>
        {
            await call(token);
            return true;
        },
        cancellation);

    private static async Task<T> CallAsync<T>(ResiliencePipeline pipeline, Func<CancellationToken, Task<T>> call, CancellationToken cancellation) => await pipeline.ExecuteAsync(
        static async (call, token) =>
        {
            try
            {
                // Whoever waits is let go, though the client may not be.
                return await call(token).WaitAsync(token);
            }
            catch (Exception problem) when (!IsAnswer(problem, token))
            {
                throw new TransientException("The task hub is in trouble", problem);
            }
        },
        call,
        cancellation);

    private static bool IsAnswer(Exception problem, CancellationToken token) =>
        problem is OrchestrationAlreadyExistsException or ArgumentException or InvalidOperationException or NotSupportedException or TransientException
        || (problem is OperationCanceledException && token.IsCancellationRequested);
}
