using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotify.EmbeddedRuntime.Hosting;

namespace Spotify.EmbeddedRuntime.Events;

/// <summary>
/// Opens the event logs before anything starts, reads them once everything has started, and closes them when everything has stopped, so that whoever
/// sends during start and shutdown is served.
/// </summary>
internal sealed class EventHubHost(
    FunctionCatalog catalog, ISettingResolver settings, IConfiguration configuration, IOptions<EmbeddedRuntimeOptions> options, RuntimeDatabase database,
    IFunctionInvoker invoker, IHostApplicationLifetime lifetime, TimeProvider time, ILoggerFactory loggers) : IHostedLifecycleService, IStartupCheck, IAsyncDisposable
{
    private readonly TriggerLoops _loops = new(options, lifetime, time);
    private readonly List<EventLog> _logs = [];

    /// <inheritdoc/>
    public IEnumerable<string> FindProblems()
    {
        var problems = new List<string>();
        EventHubSettings.Read(configuration, problems);
        var functions = Resolve(problems);
        problems.AddRange(functions
            .GroupBy(function => (function.Namespace, function.Hub, function.ConsumerGroup))
            .Where(group => group.Count() > 1)
            .Select(group => $"Functions {string.Join(", ", group.Select(one => $"'{one.Function.Name}'"))} all read hub '{group.Key.Hub}' as consumer group "
                + $"'{group.Key.ConsumerGroup}', so each event would reach only one of them: give each a group of its own."));
        if (options.Value.EventHubPartitions is < 1 or > 32)
            problems.Add($"The setting 'Embedded:EventHubPartitions' is {options.Value.EventHubPartitions}: it must be 1 to 32.");
        if (options.Value.EventRetention <= TimeSpan.Zero)
            problems.Add($"The setting 'Embedded:EventRetention' is {options.Value.EventRetention}: it must be more than zero.");
        return problems;
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        var names = Resolve([]).Select(function => function.Namespace);
        if (EventHubConnection.TryFindNamespace(configuration, EventHubConnection.Usual, out var usual, out _))
            names = names.Append(usual);
        foreach (var name in names.Distinct(StringComparer.OrdinalIgnoreCase))
            Open(name);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        var functions = Resolve([]);
        if (functions.Count == 0)
            return;
        var checkpoints = new EventCheckpoints(database);
        await checkpoints.EnsureAsync();
        var hostSettings = EventHubSettings.Read(configuration, []);
        var logger = loggers.CreateLogger<PartitionConsumer>();
        foreach (var function in functions)
        {
            var hub = EventLogs.Find(function.Namespace).Hub(function.Hub);
            for (var i = 0; i < hub.Partitions.Count; i++)
                _loops.Run(new PartitionConsumer(function, i, hub.Partitions[i], hostSettings, checkpoints, invoker, _loops, time, logger).RunAsync);
        }
    }

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => _loops.DrainAsync(cancellationToken);

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => CloseAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _loops.Dispose();
    }

    private List<EventHubFunction> Resolve(List<string> problems)
    {
        var functions = new List<EventHubFunction>();
        foreach (var (function, trigger) in catalog.WithTrigger<EventHubTriggerAttribute>())
        {
            try
            {
                _ = new RetrySchedule(function.Retry);
                if (EventHubFunction.TryResolve(function, trigger, settings, configuration, out var resolved, out var problem))
                    functions.Add(resolved);
                else
                    problems.Add(problem);
            }
            catch (FormatException exception)
            {
                problems.Add($"Function '{function.Name}': {exception.Message}");
            }
            catch (InvalidOperationException exception)
            {
                // A missing %SETTING%, in the words of the check that all triggers share.
                problems.Add($"Function '{function.Name}': {exception.Message}");
            }
        }

        return functions;
    }

    private void Open(string name)
    {
        var log = new EventLog(
            name,
            new EventLogOptions
            {
                Directory = Path.Combine(options.Value.DataDirectory, "events"),
                Partitions = options.Value.EventHubPartitions,
                Retention = options.Value.EventRetention,
            },
            time,
            loggers.CreateLogger<EventLog>());
        _logs.Add(log);
        EventLogs.Add(log);
    }

    private async Task CloseAsync()
    {
        foreach (var log in _logs)
        {
            EventLogs.Remove(log);
            await log.DisposeAsync();
        }

        _logs.Clear();
    }
}
