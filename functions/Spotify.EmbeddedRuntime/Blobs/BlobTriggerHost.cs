using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotify.EmbeddedRuntime.Events;
using Spotify.EmbeddedRuntime.Hosting;

namespace Spotify.EmbeddedRuntime.Blobs;

/// <summary>Scans the containers that functions watch, from when everything has started until the shutdown begins.</summary>
internal sealed class BlobTriggerHost(
    FunctionCatalog catalog, ISettingResolver settings, IConfiguration configuration, IOptions<EmbeddedRuntimeOptions> options, RuntimeDatabase database,
    IFunctionInvoker invoker, IHostApplicationLifetime lifetime, TimeProvider time, ILoggerFactory loggers) : IHostedLifecycleService, IStartupCheck, IDisposable
{
    private readonly TriggerLoops _loops = new(options, lifetime, time);
    private SemaphoreSlim? _slots;

    /// <inheritdoc/>
    public IEnumerable<string> FindProblems()
    {
        var problems = new List<string>();
        BlobSettings.Read(configuration, problems);
        Resolve(problems);
        if (options.Value.BlobScanInterval < TimeSpan.FromMilliseconds(10) || options.Value.BlobScanInterval > TimeSpan.FromMinutes(1))
            problems.Add($"The setting 'Embedded:BlobScanInterval' is {options.Value.BlobScanInterval}: it must be 00:00:00.010 to 00:01:00.");
        return problems;
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        var functions = Resolve([]);
        if (functions.Count == 0)
            return;
        await BlobReceipts.EnsureAsync(database);
        var hostSettings = BlobSettings.Read(configuration, []);
        _slots = new SemaphoreSlim(hostSettings.MaxDegreeOfParallelism);
        foreach (var watched in functions.GroupBy(function => (function.ConnectionString, function.Path.Container)))
            _loops.Run(Scanner([.. watched], hostSettings, _slots).RunAsync);
    }

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => _loops.DrainAsync(cancellationToken);

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        _loops.Dispose();
        _slots?.Dispose();
    }

    private ContainerScanner Scanner(IReadOnlyList<BlobFunction> functions, BlobSettings hostSettings, SemaphoreSlim slots)
    {
        var (connection, name) = (functions[0].ConnectionString, functions[0].Path.Container);
        var quick = new BlobClientOptions
        {
            Retry = { MaxRetries = 1, NetworkTimeout = TimeSpan.FromSeconds(20) },
            Diagnostics = { IsDistributedTracingEnabled = false, IsLoggingEnabled = false },
        };
        var forScans = new BlobContainerClient(connection, name, quick);
        var forFunctions = new BlobContainerClient(connection, name);
        var receipts = new BlobReceipts(database, forScans.AccountName, name);
        if (!StorageAccount.TryParse(connection, out var account, out var problem))
            throw new InvalidOperationException(problem);
        var worker = new BlobWorker(
            forFunctions, receipts, new QueueSender(account, time), hostSettings, slots, options.Value.BlobScanInterval, invoker, _loops, time,
            loggers.CreateLogger<BlobWorker>());
        return new ContainerScanner(
            functions, forScans, receipts, worker, options.Value.BlobScanInterval, _loops, time, loggers.CreateLogger<ContainerScanner>());
    }

    private List<BlobFunction> Resolve(List<string> problems)
    {
        var functions = new List<BlobFunction>();
        foreach (var (function, trigger) in catalog.WithTrigger<BlobTriggerAttribute>())
        {
            try
            {
                if (BlobFunction.TryResolve(function, trigger, settings, configuration, out var resolved, out var problem))
                    functions.Add(resolved);
                else
                    problems.Add(problem);
            }
            catch (InvalidOperationException exception)
            {
                // A missing %SETTING%, in the words of the check that all triggers share.
                problems.Add($"Function '{function.Name}': {exception.Message}");
            }
        }

        return functions;
    }
}
