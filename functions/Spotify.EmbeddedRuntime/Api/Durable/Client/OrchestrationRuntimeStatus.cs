namespace Microsoft.DurableTask.Client;

/// <summary>What state an orchestration instance is in.</summary>
public enum OrchestrationRuntimeStatus
{
    /// <summary>It has begun and not ended.</summary>
    Running = 0,

    /// <summary>It returned.</summary>
    Completed = 1,

    /// <summary>It is about to run again with a new history; never seen from outside in this runtime.</summary>
    ContinuedAsNew = 2,

    /// <summary>It threw.</summary>
    Failed = 3,

    /// <summary>Kept for compatibility; never seen in this runtime.</summary>
    Canceled = 4,

    /// <summary>It was terminated.</summary>
    Terminated = 5,

    /// <summary>It is scheduled and has not begun.</summary>
    Pending = 6,

    /// <summary>It waits to be resumed.</summary>
    Suspended = 7,
}
