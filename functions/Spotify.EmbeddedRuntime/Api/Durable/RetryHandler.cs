namespace Microsoft.DurableTask;

/// <summary>Decides inside an orchestration whether a failed task is tried again.</summary>
/// <param name="retryContext">What failed, how often, for how long.</param>
/// <returns>True to try again.</returns>
public delegate bool RetryHandler(RetryContext retryContext);

/// <summary>Decides inside an orchestration whether a failed task is tried again; may wait on durable timers first.</summary>
/// <param name="retryContext">What failed, how often, for how long.</param>
/// <returns>True to try again.</returns>
public delegate Task<bool> AsyncRetryHandler(RetryContext retryContext);
