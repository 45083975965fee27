namespace Microsoft.DurableTask;

/// <summary>How a sub-orchestration is called.</summary>
public record SubOrchestrationOptions : TaskOptions
{
    /// <summary>Creates the options.</summary>
    /// <param name="retry">How it is tried again; null for one try.</param>
    /// <param name="instanceId">Its instance id; null derives one from the parent's.</param>
    public SubOrchestrationOptions(TaskRetryOptions? retry = default, string? instanceId = default)
        : base(retry) => InstanceId = instanceId;

    /// <summary>Creates the options from others.</summary>
    /// <param name="options">What to copy.</param>
    /// <param name="instanceId">Its instance id; null keeps that of <paramref name="options"/> where it has one.</param>
    public SubOrchestrationOptions(TaskOptions options, string? instanceId = default)
        : base(options) => InstanceId = instanceId ?? (options as SubOrchestrationOptions)?.InstanceId;

    /// <summary>Copies the options.</summary>
    /// <param name="options">What to copy.</param>
    public SubOrchestrationOptions(SubOrchestrationOptions options)
        : base(options) => InstanceId = options.InstanceId;

    /// <summary>Its instance id; null derives one from the parent's.</summary>
    public string? InstanceId { get; init; }
}
