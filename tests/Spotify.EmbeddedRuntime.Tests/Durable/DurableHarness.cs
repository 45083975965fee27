using System.Collections.Concurrent;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotify.EmbeddedRuntime.Durable;
using Spotify.EmbeddedRuntime.Hosting;
using Spotify.EmbeddedRuntime.Tests.Hosting;
using Spotify.TestSupport;

namespace Spotify.EmbeddedRuntime.Tests.Durable;

/// <summary>What activities of a test did and wait for; outlives a host, as the outside world does.</summary>
public sealed class Probe
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _entered = new();
    private int _running;
    private int _mostAtOnce;

    public ConcurrentQueue<string> Calls { get; } = new();

    public ConcurrentDictionary<string, int> Counts { get; } = new();

    public int MostAtOnce => _mostAtOnce;

    public Func<string, Task>? OnActivity { get; set; }

    public int Count(string name) => Counts.AddOrUpdate(name, 1, (_, count) => count + 1);

    public void Open(string gate) => Gate(_gates, gate).TrySetResult();

    public Task Entered(string gate) => Gate(_entered, gate).Task.WaitAsync(TimeSpan.FromSeconds(20));

    public Task PassAsync(string gate, CancellationToken cancellationToken)
    {
        Gate(_entered, gate).TrySetResult();
        return Gate(_gates, gate).Task.WaitAsync(cancellationToken);
    }

    public void Enter()
    {
        var running = Interlocked.Increment(ref _running);
        int most;
        while (running > (most = _mostAtOnce) && Interlocked.CompareExchange(ref _mostAtOnce, running, most) != most)
        {
        }
    }

    public void Leave() => Interlocked.Decrement(ref _running);

    private static TaskCompletionSource Gate(ConcurrentDictionary<string, TaskCompletionSource> gates, string name) =>
        gates.GetOrAdd(name, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}

/// <summary>The durable part of a host alone over a folder that survives it: fast to start, and it can be killed.</summary>
internal sealed class DurableHarness : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Type[] _functions;
    private readonly Dictionary<string, string?> _settings;
    private ServiceProvider? _services;

    public DurableHarness(Dictionary<string, string?>? settings = null, params Type[] functions)
    {
        _functions = functions.Length > 0 ? functions : [typeof(Samples)];
        _settings = settings ?? [];
    }

    public Probe Probe { get; } = new();

    public ManualClock Clock { get; } = new();

    public LogRecorder Log { get; } = new();

    public bool UsesRealTime { get; init; }

    public MiddlewareList Middleware { get; } = new();

    public DurableTaskClient Client => _services!.GetRequiredService<DurableTaskClient>();

    /// <summary>Cancelled when the host stops.</summary>
    public CancellationToken Stopping => _services!.GetRequiredService<OrchestrationEngine>().Stopping;

    public static async Task<DurableHarness> StartAsync(Dictionary<string, string?>? settings = null, params Type[] functions)
    {
        var harness = new DurableHarness(settings, functions);
        await harness.StartAsync();
        return harness;
    }

    public Task StartAsync() => StartAsync(_functions);

    /// <summary>Starts a host over the folder, perhaps with other code.</summary>
    public async Task StartAsync(params Type[] functions)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(_settings).Build());
        services.AddLogging(logging => logging.AddProvider(Log));
        services.AddSingleton(UsesRealTime ? TimeProvider.System : Clock);
        services.AddSingleton(Probe);
        services.AddSingleton(Options.Create(new EmbeddedRuntimeOptions { DataDirectory = _folder.Path }));
        services.AddSingleton<RuntimeDatabase>();
        services.AddSingleton(new FunctionCatalog(functions));
        services.AddSingleton(Middleware);
        services.AddSingleton<IFunctionInvoker, FunctionInvoker>();
        services.AddDurable();
        var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<OrchestrationEngine>().StartAsync(CancellationToken.None);
        _services = provider;
    }

    /// <summary>Ends the process as a kill would, as far as state goes: nothing that is not on the disk by now gets there.</summary>
    public async Task KillAsync()
    {
        var services = _services!;
        _services = null;
        await services.GetRequiredService<RuntimeDatabase>().DisposeAsync();
        await services.GetRequiredService<OrchestrationEngine>().StopAsync(CancellationToken.None);
        await services.DisposeAsync();
    }

    /// <summary>Stops as a host that was asked to.</summary>
    public async Task StopAsync()
    {
        var services = _services!;
        _services = null;
        await services.GetRequiredService<OrchestrationEngine>().StopAsync(CancellationToken.None);
        await services.DisposeAsync();
    }

    public async Task RestartAsync(params Type[] functions)
    {
        await KillAsync();
        await StartAsync(functions.Length > 0 ? functions : _functions);
    }

    public Task<string> ScheduleAsync(string name, object? input = null) => Client.ScheduleNewOrchestrationInstanceAsync(name, input);

    public async Task<OrchestrationMetadata> EndOf(string id)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        return await Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, deadline.Token);
    }

    public async Task<OrchestrationMetadata> RunAsync(string name, object? input = null) => await EndOf(await ScheduleAsync(name, input));

    /// <summary>Waits until a timer is armed, then moves the clock to it.</summary>
    public async Task PassNextTimerAsync()
    {
        await Until(() => Clock.NextDue is not null);
        Clock.Advance(Clock.NextDue!.Value - Clock.GetUtcNow());
    }

    /// <summary>Waits for a condition that no signal announces.</summary>
    public static async Task Until(Func<bool> condition) => await Until(() => Task.FromResult(condition()));

    public static async Task Until(Func<Task<bool>> condition)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        while (!await condition())
            await tick.WaitForNextTickAsync(deadline.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
            await KillAsync();
        _folder.Dispose();
    }
}
