namespace Microsoft.DurableTask;

/// <summary>How a failed task is tried again: by a policy or by a handler.</summary>
public sealed class TaskRetryOptions
{
    /// <summary>Retries by a policy.</summary>
    /// <param name="policy">The policy.</param>
    public TaskRetryOptions(RetryPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        Policy = policy;
    }

    /// <summary>Retries for as long as a handler says so.</summary>
    /// <param name="handler">The handler; it runs as orchestrator code and must be deterministic.</param>
    public TaskRetryOptions(AsyncRetryHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Handler = handler;
    }

    /// <summary>The policy, or null where there is a handler.</summary>
    public RetryPolicy? Policy { get; }

    /// <summary>The handler, or null where there is a policy.</summary>
    public AsyncRetryHandler? Handler { get; }

    /// <inheritdoc cref="TaskRetryOptions(RetryPolicy)"/>
    public static TaskRetryOptions FromRetryPolicy(RetryPolicy policy) => new(policy);

    /// <inheritdoc cref="TaskRetryOptions(AsyncRetryHandler)"/>
    public static TaskRetryOptions FromRetryHandler(AsyncRetryHandler handler) => new(handler);

    /// <inheritdoc cref="TaskRetryOptions(AsyncRetryHandler)"/>
    public static TaskRetryOptions FromRetryHandler(RetryHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return new(context => Task.FromResult(handler(context)));
    }
}
