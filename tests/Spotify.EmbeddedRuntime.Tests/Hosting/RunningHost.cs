using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Spotify.EmbeddedRuntime.Hosting;

namespace Spotify.EmbeddedRuntime.Tests.Hosting;

/// <summary>A real host on a free port with the functions of the given classes and a data folder of its own.</summary>
public sealed class RunningHost : IAsyncDisposable
{
    private readonly bool _ownsFolder;

    private RunningHost(IHost host, string folder, bool ownsFolder, LogRecorder log)
    {
        (Host, DataDirectory, _ownsFolder, Log) = (host, folder, ownsFolder, log);
        var address = host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        Client = new HttpClient { BaseAddress = address is null ? null : new Uri(address) };
    }

    public IHost Host { get; }

    public string DataDirectory { get; }

    public HttpClient Client { get; }

    public LogRecorder Log { get; }

    public static Task<RunningHost> StartAsync<TFunctions>(Action<FunctionsApplicationBuilder>? configure = null, string? dataDirectory = null) =>
        StartAsync([typeof(TFunctions)], configure, dataDirectory);

    public static async Task<RunningHost> StartAsync(
        IEnumerable<Type> functions, Action<FunctionsApplicationBuilder>? configure = null, string? dataDirectory = null)
    {
        var folder = dataDirectory ?? Directory.CreateTempSubdirectory("runtime-test-").FullName;
        var log = new LogRecorder();
        var builder = CreateBuilder(functions, folder);
        builder.Logging.ClearProviders().AddProvider(log);
        configure?.Invoke(builder);
        return await StartAsync(builder, folder, log, ownsFolder: dataDirectory is null);
    }

    public static async Task<RunningHost> StartAsync(FunctionsApplicationBuilder builder, string folder, LogRecorder log, bool ownsFolder = true)
    {
        var host = builder.Build();
        try
        {
            await host.StartAsync();
        }
        catch
        {
            host.Dispose();
            throw;
        }

        return new RunningHost(host, folder, ownsFolder, log);
    }

    public static FunctionsApplicationBuilder CreateBuilder(IEnumerable<Type> functions, string folder)
    {
        var builder = FunctionsApplication.CreateBuilder(["--Embedded:Port", "0", "--Embedded:DataDirectory", folder]);
        builder.Configuration["AzureFunctionsJobHost:extensions:http:routePrefix"] = "";
        builder.ConfigureFunctionsWebApplication();
        builder.Services.Configure<EmbeddedRuntimeOptions>(options =>
        {
            foreach (var type in functions)
                options.FunctionTypes.Add(type);
        });
        return builder;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Host.StopAsync();
        if (Host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
        else
            Host.Dispose();
        if (_ownsFolder)
            Directory.Delete(DataDirectory, recursive: true);
    }
}
