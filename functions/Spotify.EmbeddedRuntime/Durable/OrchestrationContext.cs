using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace Spotify.EmbeddedRuntime.Durable;

/// <summary>What orchestrator code sees: each call is a step of the <see cref="OrchestrationRun"/> that it belongs to.</summary>
internal sealed class OrchestrationContext(OrchestrationRun run, Instance instance, ILoggerFactory loggers) : TaskOrchestrationContext
{
    private int _guids;

    /// <inheritdoc/>
    public override TaskName Name => new(instance.Name);

    /// <inheritdoc/>
    public override string InstanceId => instance.Id;

    /// <inheritdoc/>
    public override ParentOrchestrationInstance? Parent =>
        instance.Parent is { } parent ? new ParentOrchestrationInstance(new TaskName(parent.Name), parent.Id) : null;

    /// <inheritdoc/>
    public override DateTime CurrentUtcDateTime => new(run.Time, DateTimeKind.Utc);

    /// <inheritdoc/>
    public override bool IsReplaying => run.IsReplaying;

    /// <inheritdoc/>
    protected override ILoggerFactory LoggerFactory => loggers;

    /// <inheritdoc/>
    public override T? GetInput<T>()
        where T : default => Payloads.Instance.Deserialize<T>(instance.Input);

    /// <inheritdoc/>
    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = default, TaskOptions? options = default)
    {
        run.Demand();
        ArgumentException.ThrowIfNullOrEmpty(name.Name, nameof(name));
        var data = Payloads.Instance.Serialize(input);
        return WithRetries(
            options?.Retry,
            () => AnswerAsync<TResult>(run.Call(new HistoryEvent(EventKind.ActivityCalled, run.TakeId(), name.Name, data))));
    }

    /// <inheritdoc/>
    public override Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = default, TaskOptions? options = default)
    {
        run.Demand();
        ArgumentException.ThrowIfNullOrEmpty(orchestratorName.Name, nameof(orchestratorName));
        var data = Payloads.Instance.Serialize(input);
        var id = (options as SubOrchestrationOptions)?.InstanceId;
        return WithRetries(
            options?.Retry,
            () => AnswerAsync<TResult>(run.Call(new HistoryEvent(
                EventKind.SubCalled, run.TakeId(), orchestratorName.Name, data, string.IsNullOrEmpty(id) ? NewGuid().ToString("N") : id))));
    }

    /// <inheritdoc/>
    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken) =>
        run.WaitAsync((fireAt.Kind == DateTimeKind.Local ? fireAt.ToUniversalTime() : fireAt).Ticks, cancellationToken);

    /// <inheritdoc/>
    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        return AnswerAsync<T>(run.ReceiveAsync(eventName, cancellationToken));
    }

    /// <inheritdoc/>
    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        run.Demand();
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        run.Act(new HistoryEvent(EventKind.EventSent, run.TakeId(), eventName, Payloads.Instance.Serialize(payload), instanceId));
    }

    /// <inheritdoc/>
    public override void SetCustomStatus(object? customStatus) => run.ShowStatus(Payloads.Instance.Serialize(customStatus));

    /// <inheritdoc/>
    public override void ContinueAsNew(object? newInput = default, bool preserveUnprocessedEvents = true) =>
        run.Continue(Payloads.Instance.Serialize(newInput), preserveUnprocessedEvents);

    /// <inheritdoc/>
    public override Guid NewGuid()
    {
        run.Demand();
        // Named by instance, row, run and count: the same in each replay, another after the id is used again. RFC 9562 version 8.
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{instance.Id}/{instance.Seq}/{instance.Run}/{_guids++}"), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    private static async Task<T> AnswerAsync<T>(Task<string?> answer) => Payloads.Instance.Deserialize<T>(await answer)!;

    private Task<T> WithRetries<T>(TaskRetryOptions? retry, Func<Task<T>> call) => retry is null ? call() : RetryAsync(retry, call);

    private async Task<T> RetryAsync<T>(TaskRetryOptions retry, Func<Task<T>> call)
    {
        var begun = CurrentUtcDateTime;
        for (var attempt = 1; ; attempt++)
        {
            ExceptionDispatchInfo error;
            TaskFailureDetails failure;
            try
            {
                return await call();
            }
            catch (TaskFailedException exception)
            {
                error = ExceptionDispatchInfo.Capture(exception);
                failure = exception.FailureDetails;
            }

            var elapsed = CurrentUtcDateTime - begun;
            var again = retry.Policy is { } policy
                ? await BackOffAsync(policy, attempt, failure, elapsed)
                : await retry.Handler!(new RetryContext(this, attempt, failure, elapsed, CancellationToken.None));
            if (!again)
                error.Throw();
        }
    }

    private async Task<bool> BackOffAsync(RetryPolicy policy, int attempt, TaskFailureDetails failure, TimeSpan elapsed)
    {
        if (attempt >= policy.MaxNumberOfAttempts || policy.FailureFilter?.Invoke(failure) == false)
            return false;
        if (policy.RetryTimeout != Timeout.InfiniteTimeSpan && elapsed >= policy.RetryTimeout)
            return false;
        var wait = policy.FirstRetryInterval.TotalMilliseconds * Math.Pow(policy.BackoffCoefficient, attempt - 1);
        // A year stands for no limit: beyond it a date would overflow long before anybody waits for it.
        var longest = policy.MaxRetryInterval == Timeout.InfiniteTimeSpan ? TimeSpan.FromDays(365) : policy.MaxRetryInterval;
        await CreateTimer(TimeSpan.FromMilliseconds(Math.Min(wait, longest.TotalMilliseconds)), CancellationToken.None);
        return true;
    }
}
