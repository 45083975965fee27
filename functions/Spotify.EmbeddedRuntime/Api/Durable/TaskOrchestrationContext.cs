using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask;

/// <summary>
/// What an orchestrator may do. Orchestrator code is replayed over its history, so time, randomness, waiting and I/O go through this
/// context or through activities, never around it.
/// </summary>
public abstract class TaskOrchestrationContext
{
    /// <summary>Creates the context.</summary>
    protected TaskOrchestrationContext()
    {
    }

    /// <summary>The orchestrator's name.</summary>
    public abstract TaskName Name { get; }

    /// <summary>The instance's id.</summary>
    public abstract string InstanceId { get; }

    /// <summary>Who started this instance, where another orchestration did.</summary>
    public abstract ParentOrchestrationInstance? Parent { get; }

    /// <summary>The time, the same in every replay.</summary>
    public abstract DateTime CurrentUtcDateTime { get; }

    /// <summary>Whether the code runs over what has happened already.</summary>
    public abstract bool IsReplaying { get; }

    /// <summary>Makes loggers that are silent during replay.</summary>
    public virtual ILoggerFactory ReplaySafeLoggerFactory => new ReplaySafeLoggers(this);

    /// <summary>Makes the loggers behind the replay-safe ones.</summary>
    protected abstract ILoggerFactory LoggerFactory { get; }

    /// <summary>The input of this instance, or default where there is none.</summary>
    /// <typeparam name="T">The type to read it as.</typeparam>
    public abstract T? GetInput<T>();

    /// <summary>Calls an activity that returns nothing.</summary>
    /// <inheritdoc cref="CallActivityAsync{TResult}(TaskName, object?, TaskOptions?)"/>
    public virtual Task CallActivityAsync(TaskName name, object? input = default, TaskOptions? options = default) =>
        CallActivityAsync<object>(name, input, options);

    /// <summary>Calls an activity without input that returns nothing.</summary>
    /// <inheritdoc cref="CallActivityAsync{TResult}(TaskName, object?, TaskOptions?)"/>
    public virtual Task CallActivityAsync(TaskName name, TaskOptions options) => CallActivityAsync(name, null, options);

    /// <summary>Calls an activity without input.</summary>
    /// <inheritdoc cref="CallActivityAsync{TResult}(TaskName, object?, TaskOptions?)"/>
    public virtual Task<TResult> CallActivityAsync<TResult>(TaskName name, TaskOptions options) =>
        CallActivityAsync<TResult>(name, null, options);

    /// <summary>Calls an activity. It runs at least once.</summary>
    /// <typeparam name="TResult">What it returns.</typeparam>
    /// <param name="name">The activity's name.</param>
    /// <param name="input">Its input.</param>
    /// <param name="options">How it is tried again.</param>
    /// <exception cref="TaskFailedException">Every try failed.</exception>
    public abstract Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = default, TaskOptions? options = default);

    /// <summary>Waits for some time.</summary>
    /// <param name="delay">How long from <see cref="CurrentUtcDateTime"/>.</param>
    /// <param name="cancellationToken">Gives the wait up.</param>
    /// <exception cref="TaskCanceledException">The wait was given up.</exception>
    public virtual Task CreateTimer(TimeSpan delay, CancellationToken cancellationToken) =>
        CreateTimer(CurrentUtcDateTime.Add(delay), cancellationToken);

    /// <summary>Waits until a time.</summary>
    /// <param name="fireAt">The time, UTC.</param>
    /// <param name="cancellationToken">Gives the wait up.</param>
    /// <exception cref="TaskCanceledException">The wait was given up.</exception>
    public abstract Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken);

    /// <summary>Waits for an event from outside. An event that came before is kept and taken then; each event is taken once, in order.</summary>
    /// <typeparam name="T">The type of its payload.</typeparam>
    /// <param name="eventName">The event's name, without regard to case.</param>
    /// <param name="cancellationToken">Gives the wait up.</param>
    /// <exception cref="TaskCanceledException">The wait was given up.</exception>
    public abstract Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="WaitForExternalEvent{T}(string, TimeSpan, CancellationToken)"/>
    public Task<T> WaitForExternalEvent<T>(string eventName, TimeSpan timeout) =>
        WaitForExternalEvent<T>(eventName, timeout, CancellationToken.None);

    /// <summary>Waits for an event from outside, for a limited time.</summary>
    /// <typeparam name="T">The type of its payload.</typeparam>
    /// <param name="eventName">The event's name, without regard to case.</param>
    /// <param name="timeout">The longest wait.</param>
    /// <param name="cancellationToken">Gives the wait up.</param>
    /// <exception cref="TaskCanceledException">The time was up, or the wait was given up.</exception>
    public async Task<T> WaitForExternalEvent<T>(string eventName, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var timeUp = CreateTimer(timeout, timer.Token);
        var received = WaitForExternalEvent<T>(eventName, wait.Token);
        // Cancel, not CancelAsync: the callbacks must run here and now, on the orchestration's own scheduler.
#pragma warning disable CA1849
        if (await Task.WhenAny(timeUp, received) == received)
            timer.Cancel();
        else
            wait.Cancel();
#pragma warning restore CA1849
        return await received;
    }

    /// <summary>Sends an event to another instance.</summary>
    /// <param name="instanceId">Who gets it; one that does not exist or has ended loses it.</param>
    /// <param name="eventName">The event's name.</param>
    /// <param name="payload">Its payload.</param>
    public abstract void SendEvent(string instanceId, string eventName, object payload);

    /// <summary>Shows a value to whoever asks for this instance's status.</summary>
    /// <param name="customStatus">The value; null clears it.</param>
    public abstract void SetCustomStatus(object? customStatus);

    /// <summary>Runs another orchestration as a part of this one.</summary>
    /// <typeparam name="TResult">What it returns.</typeparam>
    /// <param name="orchestratorName">The orchestrator's name.</param>
    /// <param name="input">Its input.</param>
    /// <param name="options">How it is tried again; a <see cref="SubOrchestrationOptions"/> also gives its instance id.</param>
    /// <exception cref="TaskFailedException">Every try failed.</exception>
    public abstract Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = default, TaskOptions? options = default);

    /// <inheritdoc cref="CallSubOrchestratorAsync{TResult}(TaskName, object?, TaskOptions?)"/>
    public virtual Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, TaskOptions options) =>
        CallSubOrchestratorAsync<TResult>(orchestratorName, null, options);

    /// <inheritdoc cref="CallSubOrchestratorAsync{TResult}(TaskName, object?, TaskOptions?)"/>
    public virtual Task CallSubOrchestratorAsync(TaskName orchestratorName, TaskOptions options) =>
        CallSubOrchestratorAsync(orchestratorName, null, options);

    /// <inheritdoc cref="CallSubOrchestratorAsync{TResult}(TaskName, object?, TaskOptions?)"/>
    public virtual Task CallSubOrchestratorAsync(TaskName orchestratorName, object? input = default, TaskOptions? options = default) =>
        CallSubOrchestratorAsync<object>(orchestratorName, input, options);

    /// <summary>Starts this instance afresh with an empty history once the orchestrator returns; what it returns is not used.</summary>
    /// <param name="newInput">The next run's input.</param>
    /// <param name="preserveUnprocessedEvents">Whether events that nobody has taken go on to the next run.</param>
    public abstract void ContinueAsNew(object? newInput = default, bool preserveUnprocessedEvents = true);

    /// <summary>A random-looking id, the same in every replay.</summary>
    public abstract Guid NewGuid();

    /// <summary>A logger that is silent during replay.</summary>
    /// <param name="categoryName">Its category.</param>
    public virtual ILogger CreateReplaySafeLogger(string categoryName) => new ReplaySafeLogger(this, LoggerFactory.CreateLogger(categoryName));

    /// <summary>A logger that is silent during replay.</summary>
    /// <param name="type">The type that names its category.</param>
    public virtual ILogger CreateReplaySafeLogger(Type type) => new ReplaySafeLogger(this, LoggerFactory.CreateLogger(type));

    /// <summary>A logger that is silent during replay.</summary>
    /// <typeparam name="T">The type that names its category.</typeparam>
    public virtual ILogger CreateReplaySafeLogger<T>() => new ReplaySafeLogger(this, LoggerFactory.CreateLogger<T>());

    private sealed class ReplaySafeLogger(TaskOrchestrationContext context, ILogger logger) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => logger.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => !context.IsReplaying && logger.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!context.IsReplaying)
                logger.Log(logLevel, eventId, state, exception, formatter);
        }
    }

    private sealed class ReplaySafeLoggers(TaskOrchestrationContext context) : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName) => context.CreateReplaySafeLogger(categoryName);

        public void AddProvider(ILoggerProvider provider) => context.LoggerFactory.AddProvider(provider);

        public void Dispose()
        {
            // The factory behind it belongs to the host.
        }
    }
}
