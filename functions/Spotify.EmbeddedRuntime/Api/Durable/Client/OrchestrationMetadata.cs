namespace Microsoft.DurableTask.Client;

/// <summary>The state of an orchestration instance at one time.</summary>
public sealed class OrchestrationMetadata
{
    /// <summary>Creates the description.</summary>
    /// <param name="name">The orchestrator's name.</param>
    /// <param name="instanceId">The instance's id.</param>
    public OrchestrationMetadata(string name, string instanceId)
    {
        Name = name;
        InstanceId = instanceId;
    }

    /// <summary>The orchestrator's name.</summary>
    public string Name { get; }

    /// <summary>The instance's id.</summary>
    public string InstanceId { get; }

    /// <summary>Reads the payloads; set where they were asked for.</summary>
    public DataConverter? DataConverter { get; init; }

    /// <summary>The status.</summary>
    public OrchestrationRuntimeStatus RuntimeStatus { get; init; }

    /// <summary>When the instance was scheduled.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its state last changed.</summary>
    public DateTimeOffset LastUpdatedAt { get; init; }

    /// <summary>The input as stored; null where not asked for.</summary>
    public string? SerializedInput { get; init; }

    /// <summary>The output as stored; null where not asked for.</summary>
    public string? SerializedOutput { get; init; }

    /// <summary>The custom status as stored; null where not asked for.</summary>
    public string? SerializedCustomStatus { get; init; }

    /// <summary>Why it failed, where it did and payloads were asked for.</summary>
    public TaskFailureDetails? FailureDetails { get; init; }

    /// <summary>Whether it has begun and not ended.</summary>
    public bool IsRunning => RuntimeStatus == OrchestrationRuntimeStatus.Running;

    /// <summary>Whether it has ended, well or not.</summary>
    public bool IsCompleted => RuntimeStatus
        is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed
        or OrchestrationRuntimeStatus.Terminated or OrchestrationRuntimeStatus.Canceled;

    /// <summary>The input.</summary>
    /// <typeparam name="T">The type to read it as.</typeparam>
    /// <exception cref="InvalidOperationException">Payloads were not asked for.</exception>
    public T? ReadInputAs<T>() => Converter.Deserialize<T>(SerializedInput);

    /// <summary>The output.</summary>
    /// <inheritdoc cref="ReadInputAs{T}"/>
    public T? ReadOutputAs<T>() => Converter.Deserialize<T>(SerializedOutput);

    /// <summary>The custom status.</summary>
    /// <inheritdoc cref="ReadInputAs{T}"/>
    public T? ReadCustomStatusAs<T>() => Converter.Deserialize<T>(SerializedCustomStatus);

    private DataConverter Converter => DataConverter
        ?? throw new InvalidOperationException("The payloads were not asked for: pass getInputsAndOutputs: true.");
}
