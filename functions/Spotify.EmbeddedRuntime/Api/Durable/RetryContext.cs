namespace Microsoft.DurableTask;

/// <summary>What a retry handler may look at.</summary>
/// <param name="OrchestrationContext">The orchestration that called the task.</param>
/// <param name="LastAttemptNumber">How many tries there were, 1 after the first.</param>
/// <param name="LastFailure">How the last try failed.</param>
/// <param name="TotalRetryTime">Time since the first try began, by the orchestration's clock.</param>
/// <param name="CancellationToken">Not cancelled by the runtime; for the handler's own calls.</param>
public record RetryContext(
    TaskOrchestrationContext OrchestrationContext,
    int LastAttemptNumber,
    TaskFailureDetails LastFailure,
    TimeSpan TotalRetryTime,
    CancellationToken CancellationToken);
