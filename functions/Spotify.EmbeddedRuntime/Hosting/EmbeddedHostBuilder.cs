using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotify.EmbeddedRuntime.Blobs;
using Spotify.EmbeddedRuntime.Durable;
using Spotify.EmbeddedRuntime.Events;
using Spotify.EmbeddedRuntime.Http;
using Spotify.EmbeddedRuntime.Timers;

namespace Spotify.EmbeddedRuntime.Hosting;

/// <summary>Composes the one process that is host and worker at once: configuration, services, Kestrel, triggers.</summary>
internal sealed class EmbeddedHostBuilder
{
    private readonly WebApplicationBuilder _builder;
    private bool _web;

    public EmbeddedHostBuilder(string[] args)
    {
        _builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            Args = args,
            ApplicationName = Assembly.GetEntryAssembly()?.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = HostConfiguration.EnvironmentName,
        });
        HostConfiguration.Load(_builder.Configuration, args);
        RuntimeLogging.Configure(_builder.Logging, _builder.Configuration);

        Services.AddOptions<EmbeddedRuntimeOptions>().BindConfiguration("Embedded");
        Services.TryAddSingleton(TimeProvider.System);
        Services.AddRouting();
        _builder.Host.UseDefaultServiceProvider(container => container.ValidateScopes = _builder.Environment.IsDevelopment());
    }

    public MiddlewareList Middleware { get; } = new();

    public IDictionary<object, object> Properties => ((IHostApplicationBuilder)_builder).Properties;

    public ConfigurationManager Configuration => _builder.Configuration;

    public IHostEnvironment Environment => _builder.Environment;

    public ILoggingBuilder Logging => _builder.Logging;

    public IMetricsBuilder Metrics => _builder.Metrics;

    public IServiceCollection Services => _builder.Services;

    public void ConfigureContainer<TContainerBuilder>(IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure)
        where TContainerBuilder : notnull =>
        ((IHostApplicationBuilder)_builder).ConfigureContainer(factory, configure);

    /// <summary>Says that HTTP triggers are wanted.</summary>
    /// <returns>False when that was said before.</returns>
    public bool TryUseWeb()
    {
        var first = !_web;
        _web = true;
        return first;
    }

    public IHost Build()
    {
        Services.AddSingleton(Middleware);
        Services.AddSingleton(FindFunctions);
        Services.AddSingleton<ISettingResolver, SettingResolver>();
        Services.AddSingleton<RuntimeDatabase>();
        Services.AddSingleton<FunctionInvoker>();
        Services.AddSingleton<IFunctionInvoker>(services => services.GetRequiredService<FunctionInvoker>());
        Services.AddSingleton<StartupValidation>();
        Services.AddHostedService(services => services.GetRequiredService<StartupValidation>());
        Services.AddSingleton<IStartupCheck, FunctionCheck>();
        AddTriggers();

        var application = _builder.Build();
        if (_web)
        {
            application.UseRouting();
            application.Run(HttpEndpoints.DispatchAsync);
            ((IEndpointRouteBuilder)application).DataSources.Add(application.Services.GetRequiredService<HttpEndpoints>());
        }

        return application;
    }

    // One line per kind of trigger; each kind is a hosted service of its own.
    private void AddTriggers()
    {
        Services.AddEventHubTriggers();
        Services.AddBlobTriggers();
        Services.AddDurable();
        Services.AddTimerTriggers();
        Services.AddHttpTriggers(_builder.WebHost, _web);
    }

    private FunctionCatalog FindFunctions(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<EmbeddedRuntimeOptions>>().Value;
        var configuration = services.GetRequiredService<IConfiguration>();
        IEnumerable<Assembly> assemblies = options switch
        {
            { FunctionAssemblies.Count: > 0 } => options.FunctionAssemblies,
            { FunctionTypes.Count: > 0 } => [],
            _ => Assembly.GetEntryAssembly() is { } entry ? [entry] : [],
        };
        return new FunctionCatalog(
            [.. assemblies.SelectMany(assembly => assembly.GetTypes()), .. options.FunctionTypes],
            name => HostConfiguration.IsDisabled(configuration, name));
    }
}
