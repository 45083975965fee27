namespace Microsoft.DurableTask;

/// <summary>How an orchestration is started.</summary>
public record StartOrchestrationOptions
{
    /// <summary>Creates the options.</summary>
    /// <param name="InstanceId">Its instance id; null makes a random one.</param>
    /// <param name="StartAt">Not before this time; null starts at once.</param>
    public StartOrchestrationOptions(string? InstanceId = default, DateTimeOffset? StartAt = default)
    {
        this.InstanceId = InstanceId;
        this.StartAt = StartAt;
    }

    /// <summary>Copies the options.</summary>
    /// <param name="options">What to copy.</param>
    public StartOrchestrationOptions(StartOrchestrationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        InstanceId = options.InstanceId;
        StartAt = options.StartAt;
        DedupeStatuses = options.DedupeStatuses;
    }

    /// <summary>Its instance id; null makes a random one.</summary>
    public string? InstanceId { get; init; }

    /// <summary>Not before this time; null starts at once.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>Names of the statuses in which an existing instance of the same id makes the start fail with OrchestrationAlreadyExistsException.</summary>
    /// <value>Default null: an existing instance that has ended is replaced; one that has not makes the start fail.</value>
    public IReadOnlyList<string>? DedupeStatuses { get; init; }
}
