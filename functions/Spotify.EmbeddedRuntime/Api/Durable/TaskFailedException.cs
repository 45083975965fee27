namespace Microsoft.DurableTask;

/// <summary>What an orchestrator gets when an activity or sub-orchestration that it awaits has failed.</summary>
public sealed class TaskFailedException : Exception
{
    /// <summary>Creates the exception from another.</summary>
    /// <param name="taskName">The activity's or orchestrator's name.</param>
    /// <param name="taskId">Which call of the orchestration it was, counted from 0.</param>
    /// <param name="innerException">What failed.</param>
    public TaskFailedException(string taskName, int taskId, Exception innerException)
        : base(Describe(taskName, taskId, innerException?.Message), innerException)
    {
        ArgumentNullException.ThrowIfNull(innerException);
        TaskName = taskName;
        TaskId = taskId;
        FailureDetails = TaskFailureDetails.FromException(innerException);
    }

    /// <summary>Creates the exception from stored details.</summary>
    /// <param name="taskName">The activity's or orchestrator's name.</param>
    /// <param name="taskId">Which call of the orchestration it was, counted from 0.</param>
    /// <param name="failureDetails">How it failed.</param>
    public TaskFailedException(string taskName, int taskId, TaskFailureDetails failureDetails)
        : base(Describe(taskName, taskId, failureDetails?.ErrorMessage))
    {
        ArgumentNullException.ThrowIfNull(failureDetails);
        TaskName = taskName;
        TaskId = taskId;
        FailureDetails = failureDetails;
    }

    /// <summary>The activity's or orchestrator's name.</summary>
    public string TaskName { get; }

    /// <summary>Which call of the orchestration it was, counted from 0.</summary>
    public int TaskId { get; }

    /// <summary>How it failed.</summary>
    public TaskFailureDetails FailureDetails { get; }

    /// <summary>Whether the failure was an exception of type <typeparamref name="T"/> or one derived from it.</summary>
    /// <typeparam name="T">The exception type.</typeparam>
    public bool IsCausedByException<T>()
        where T : Exception => FailureDetails.IsCausedBy<T>();

    private static string Describe(string taskName, int taskId, string? message) =>
        $"Task '{taskName}' (#{taskId}) failed with an unhandled exception: {message}";
}
