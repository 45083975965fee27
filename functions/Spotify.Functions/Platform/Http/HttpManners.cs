using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Spotify.Functions.Platform.Audit;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.Resilience.Ports;
using Spotify.Functions.Platform.Shedding;
using Spotify.Functions.Platform.Telemetry.Jobs;

namespace Spotify.Functions.Platform.Http;

/// <summary>Puts the steps of every HTTP request into the worker's pipeline.</summary>
internal static class HttpManners
{
    /// <summary>Adds the error boundary, the shedding of load, the answers to browsers, the access gate, the limits and the record of operators' actions, in this order; times the steps of long work, and puts a pipeline before the client of orchestrations. Call it after <c>ConfigureFunctionsWebApplication()</c>: before it, a step that ends a request strands it.</summary>
    public static IFunctionsWorkerApplicationBuilder UseHttpManners(this IFunctionsWorkerApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton<FunctionRoutes>();
        builder.Services.TryAddSingleton<JobTimer>();
        builder.Use(next =>
        {
            JobTimer? timer = null;
            return context => context.GetHttpContext() is not null ? next(context) : (timer ??= context.InstanceServices.GetRequiredService<JobTimer>()).Invoke(context, next);
        });
        return builder.UseForHttp<RequestBoundary>().UseForHttp<LoadShedGate>().UseForHttp<CorsGate>().UseForHttp<AccessGate>().UseForHttp<LimitGate>().UseForHttp<AuditGate>()
            .UseResilientOrchestrations();
    }

    // As UseWhen, but the step is looked up once instead of in every invocation's own scope of services, which need not be opened for it.
    private static IFunctionsWorkerApplicationBuilder UseForHttp<T>(this IFunctionsWorkerApplicationBuilder builder)
        where T : class, IFunctionsWorkerMiddleware
    {
        builder.Services.TryAddSingleton<T>();
        return builder.Use(next =>
        {
            T? step = null;
            return context => context.GetHttpContext() is null ? next(context) : (step ??= context.InstanceServices.GetRequiredService<T>()).Invoke(context, next);
        });
    }
}
