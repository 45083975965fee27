using System.Diagnostics;
using System.Threading.Channels;
using DurableTask.Core.Exceptions;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Spotify.EmbeddedRuntime.Hosting;
using Spotify.Sqlite;

namespace Spotify.EmbeddedRuntime.Durable;

/// <summary>
/// Runs orchestrations. Every instance that has not ended is in memory with its history; it gets a turn when something has come in for
/// it, one turn at a time, and each turn is one transaction. Nothing polls: work arrives on channels, time on one timer.
/// </summary>
internal sealed partial class OrchestrationEngine : IHostedService, IAsyncDisposable
{
    private const int StartTimer = -1;
    private const int RetryTimer = -2;

    private readonly RuntimeDatabase _runtime;
    private readonly IFunctionInvoker _invoker;
    private readonly DurableFunctions _functions;
    private readonly DurableSettings _settings;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly LiveInstances _live;
    private readonly TimerQueue _timers;
    private readonly ActivityRunner _activities;
    private readonly Channel<Instance> _ready = Channel.CreateUnbounded<Instance>();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lazy<Task> _loaded;
    private Task _activityLoops = Task.CompletedTask;
    private Task _turnLoops = Task.CompletedTask;

    public OrchestrationEngine(
        RuntimeDatabase runtime, DurableFunctions functions, IFunctionInvoker invoker, DurableSettings settings, TimeProvider clock, ILoggerFactory loggers)
    {
        _runtime = runtime;
        _functions = functions;
        _invoker = invoker;
        _settings = settings;
        _loggers = loggers;
        _logger = loggers.CreateLogger<OrchestrationEngine>();
        _live = new LiveInstances(clock);
        _timers = new TimerQueue(clock, OnTimer);
        _activities = new ActivityRunner(functions, invoker, settings, runtime.Database, Wake, _logger);
        _loaded = new Lazy<Task>(LoadAsync);
    }

    /// <summary>The task hub's name.</summary>
    public string HubName => _settings.HubName;

    /// <summary>Tells who waits for an instance that it has changed.</summary>
    public InstanceSignals Signals { get; } = new();

    /// <summary>Cancelled when the host stops.</summary>
    public CancellationToken Stopping => _stopping.Token;

    private SqliteDatabase Database => _runtime.Database;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _loaded.Value.WaitAsync(cancellationToken);
        _activityLoops = _activities.RunAsync(_stopping.Token);
        _turnLoops = Task.WhenAll(Enumerable.Range(0, _settings.MaxOrchestrators).Select(_ => Task.Run(TakeTurnsAsync, CancellationToken.None)));
    }

    /// <summary>Cancels activities and waits for them, then lets the instances that got answers store them; what is left goes on at the next start.</summary>
    /// <param name="cancellationToken">Ends the patience.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _timers.Dispose();
        await _stopping.CancelAsync();
        await _activityLoops.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ready.Writer.TryComplete();
        await _turnLoops.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _timers.Dispose();
        await _stopping.CancelAsync();
        _ready.Writer.TryComplete();
    }

    /// <summary>Schedules an instance.</summary>
    /// <param name="name">The orchestrator.</param>
    /// <param name="input">Its serialised input.</param>
    /// <param name="id">Its id, or null for a random one.</param>
    /// <param name="startAt">Not before this time, in UTC ticks; 0 for at once.</param>
    /// <param name="dedupe">Statuses in which an existing instance makes this fail.</param>
    /// <exception cref="OrchestrationAlreadyExistsException">The id is taken.</exception>
    public async Task<string> CreateAsync(string name, string? input, string? id, long startAt, IReadOnlySet<OrchestrationRuntimeStatus> dedupe)
    {
        await _loaded.Value;
        var instance = new Instance(id ?? Guid.NewGuid().ToString("N"), name, input, _live.Now)
        {
            StartAt = startAt,
            TraceParent = Activity.Current?.Id,
        };
        var changes = await Database.WriteAsync(session =>
        {
            var row = id is null ? null : DurableStore.Find(session, id);
            if (row is not null && (_live.Find(row.Id) is not null || dedupe.Contains(row.Status)))
                throw new OrchestrationAlreadyExistsException($"An orchestration with the instance id '{id}' already exists; its status is {row.Status}.");
            var changes = _live.Begin();
            changes.Create(session, instance, row);
            return changes;
        });
        Announce(changes);
        return instance.Id;
    }

    /// <summary>Puts a message into the inbox of an instance; one that does not exist or has ended loses it.</summary>
    public async Task SendAsync(string id, HistoryEvent item)
    {
        await _loaded.Value;
        var changes = await Database.WriteAsync(session =>
        {
            var changes = _live.Begin();
            changes.Send(session, id, item);
            return changes;
        });
        Announce(changes);
    }

    /// <summary>Does something else in a transaction, after everything has been loaded.</summary>
    public async Task<T> WriteAsync<T>(Func<SqliteSession, T> work)
    {
        await _loaded.Value;
        return await Database.WriteAsync(work);
    }

    /// <summary>Reads committed state.</summary>
    public async Task<T> ReadAsync<T>(Func<SqliteSession, T> query)
    {
        await _loaded.Value;
        return Database.Read(query);
    }

    /// <summary>A row with the time of its last change: a turn that changes no status does not write the row.</summary>
    public InstanceRow Refresh(InstanceRow row) =>
        _live.Find(row.Id) is { } live && live.Seq == row.Seq ? row with { UpdatedAt = Math.Max(row.UpdatedAt, live.UpdatedAt) } : row;

    private async Task LoadAsync()
    {
        await _runtime.EnsureAsync(DurableStore.Schema);
        var (live, orphans, lastRow) = Database.Read(DurableStore.Load);
        _live.Fill(live, lastRow);
        foreach (var orphan in orphans)
            _activities.Add(new ActivityWork(orphan.Seq, orphan.Run, orphan.TaskId, orphan.InstanceId, orphan.Name, orphan.Input, orphan.TraceParent, null));
        foreach (var instance in live)
            TakeUp(instance);
        if (live.Count > 0)
            LogTakenUp(_logger, live.Count);
    }

    /// <summary>Goes on where an instance was when the process before this one ended.</summary>
    private void TakeUp(Instance instance)
    {
        foreach (var action in instance.OpenActivities.Values)
            Dispatch(instance, action, instance);
        var fired = instance.Episodes.SelectMany(episode => episode.Inbound).Where(item => item.Kind == EventKind.TimerFired).Select(item => item.Id).ToHashSet();
        foreach (var action in instance.Episodes.SelectMany(episode => episode.Actions))
        {
            if (action.Kind == EventKind.TimerSet && !fired.Contains(action.Id))
                Arm(instance, action);
        }

        if (instance.Episodes.Count == 0)
            Begin(instance);
        else
            Wake(instance);
    }

    private void Begin(Instance instance)
    {
        if (instance.Run == 0 && instance.StartAt > _live.Now)
            _timers.Add(new TimerEntry(instance, 0, StartTimer, instance.StartAt));
        else if (instance.TryTakeTurn(evenIfIdle: true))
            _ready.Writer.TryWrite(instance);
    }

    private void Wake(Instance instance)
    {
        if (instance.TryTakeTurn())
            _ready.Writer.TryWrite(instance);
    }

    private void Announce(LiveInstances.Changes changes)
    {
        foreach (var instance in changes.Created)
            Begin(instance);
        foreach (var instance in changes.Touched)
            Wake(instance);
    }

    private void OnTimer(Instance instance, TimerEntry entry)
    {
        if (entry.TaskId == RetryTimer)
        {
            _ready.Writer.TryWrite(instance);
            return;
        }

        var item = entry.TaskId == StartTimer ? new HistoryEvent(EventKind.StartDue) : new HistoryEvent(EventKind.TimerFired, entry.TaskId, Due: entry.Due);
        if (instance.Post(new Message(item, entry.Run, 0)))
            Wake(instance);
    }

    private void Arm(Instance instance, HistoryEvent action)
    {
        var entry = new TimerEntry(instance, instance.Run, action.Id, action.Due);
        instance.Timers.Add(action.Id, entry);
        _timers.Add(entry);
    }

    private void Dispatch(Instance instance, HistoryEvent action, Instance? waiting) => _activities.Add(
        new ActivityWork(instance.Seq, instance.Run, action.Id, instance.Id, action.Name!, action.Data, instance.TraceParent, waiting));

    [LoggerMessage(EventId = 6001, Level = LogLevel.Information, Message = "{Count} orchestrations go on where they were")]
    private static partial void LogTakenUp(ILogger logger, int count);
}
