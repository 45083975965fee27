using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Spotify.EmbeddedRuntime.Hosting;
using Spotify.EmbeddedRuntime.Http;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Where a functions application begins.</summary>
public class FunctionsApplication
{
    /// <summary>Creates an instance; it has no state.</summary>
    public FunctionsApplication()
    {
    }

    /// <summary>A builder that has read host.json, local.settings.json, the environment and the command line.</summary>
    /// <param name="args">The command line, as <c>--Section:Key value</c>.</param>
    public static FunctionsApplicationBuilder CreateBuilder(string[] args) => new(args);
}

/// <summary>Composes a functions application.</summary>
public class FunctionsApplicationBuilder : IHostApplicationBuilder, IFunctionsWorkerApplicationBuilder
{
    private readonly EmbeddedHostBuilder _host;

    internal FunctionsApplicationBuilder(string[] args) => _host = new EmbeddedHostBuilder(args);

    /// <summary>Whatever extensions keep while the host is being built.</summary>
    public IDictionary<object, object> Properties => _host.Properties;

    /// <summary>The configuration; sources may still be added.</summary>
    public ConfigurationManager Configuration => _host.Configuration;

    IConfigurationManager IHostApplicationBuilder.Configuration => Configuration;

    /// <summary>The application's name, environment and folder.</summary>
    public IHostEnvironment Environment => _host.Environment;

    /// <summary>Log providers and filters.</summary>
    public ILoggingBuilder Logging => _host.Logging;

    /// <summary>Metric listeners and filters.</summary>
    public IMetricsBuilder Metrics => _host.Metrics;

    /// <summary>The services of the application.</summary>
    public IServiceCollection Services => _host.Services;

    /// <summary>Builds the host; call it once.</summary>
    public IHost Build() => _host.Build();

    /// <summary>Replaces the service container.</summary>
    /// <typeparam name="TContainerBuilder">The container's builder.</typeparam>
    /// <param name="factory">Makes the container.</param>
    /// <param name="configure">Fills it.</param>
    public void ConfigureContainer<TContainerBuilder>(IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure = default)
        where TContainerBuilder : notnull =>
        _host.ConfigureContainer(factory, configure);

    /// <summary>Adds a step to the pipeline, inside those added before it.</summary>
    /// <param name="middleware">Makes the step from the rest of the pipeline.</param>
    /// <returns>The builder.</returns>
    public IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware)
    {
        _host.Middleware.Add(middleware);
        return this;
    }

    internal void UseWebApplication()
    {
        if (_host.TryUseWeb())
            Use(next => new HttpResultMiddleware(next).InvokeAsync);
    }
}

/// <summary>Adds ASP.NET Core to the worker.</summary>
public static class FunctionsApplicationBuilderAspNetCoreExtensions
{
    /// <summary>
    /// Serves HTTP triggers with ASP.NET Core's own types. Middleware added afterwards runs inside it: it sees the request and may end it
    /// by setting the invocation result.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <returns>The builder.</returns>
    public static FunctionsApplicationBuilder ConfigureFunctionsWebApplication(this FunctionsApplicationBuilder builder)
    {
        builder.UseWebApplication();
        return builder;
    }
}
