using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using Spotify.EmbeddedRuntime.Durable;
using Spotify.EmbeddedRuntime.Hosting;

namespace Benchmarks;

/// <summary>The least that orchestrations can do: what is measured is the engine.</summary>
public static class DurableBenchmarkFunctions
{
    [Function(nameof(Increment))]
    public static int Increment([ActivityTrigger] int number) => number + 1;

    [Function(nameof(OneActivity))]
    public static Task<int> OneActivity([OrchestrationTrigger] TaskOrchestrationContext context, int number) =>
        context.CallActivityAsync<int>(nameof(Increment), number);

    [Function(nameof(FanOut))]
    public static async Task<int> FanOut([OrchestrationTrigger] TaskOrchestrationContext context, int width) =>
        (await Task.WhenAll(Enumerable.Range(0, width).Select(number => context.CallActivityAsync<int>(nameof(Increment), number)))).Sum();
}

/// <summary>The durable functions of the embedded runtime alone, with the limits of the application's host.json.</summary>
internal sealed class DurableHost(string folder) : IAsyncDisposable
{
    private ServiceProvider? _services;

    public DurableTaskClient Client => _services!.GetRequiredService<DurableTaskClient>();

    public async Task StartAsync()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AzureFunctionsJobHost:extensions:durableTask:maxConcurrentActivityFunctions"] = "8",
            ["AzureFunctionsJobHost:extensions:durableTask:maxConcurrentOrchestratorFunctions"] = "50",
        }).Build());
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(Options.Create(new EmbeddedRuntimeOptions { DataDirectory = folder }));
        services.AddSingleton<RuntimeDatabase>();
        services.AddSingleton(new FunctionCatalog([typeof(DurableBenchmarkFunctions)]));
        services.AddSingleton<MiddlewareList>();
        services.AddSingleton<IFunctionInvoker, FunctionInvoker>();
        services.AddDurable();
        _services = services.BuildServiceProvider();
        await _services.GetRequiredService<OrchestrationEngine>().StartAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_services is null)
            return;
        await _services.GetRequiredService<OrchestrationEngine>().StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }
}
