using System.Collections.Concurrent;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Spotify.Functions.Platform.Resilience.Ports;

/// <summary>
/// Hands every function that asks for a client of orchestrations a <see cref="ResilientDurableTaskClient"/>. The platform makes that client for each invocation, and no container knows it: so it is
/// wrapped where it is bound.
/// </summary>
internal static class OrchestrationClients
{
    // The name that bindings have in functions' metadata.
    private const string Binding = "durableClient";

    /// <summary>Adds the step. Functions without such a client pay for one look-up.</summary>
    public static IFunctionsWorkerApplicationBuilder UseResilientOrchestrations(this IFunctionsWorkerApplicationBuilder builder) => builder.Use(next =>
    {
        var known = new ConcurrentDictionary<string, BindingMetadata?>(StringComparer.Ordinal);
        return context =>
        {
            if (!known.TryGetValue(context.FunctionId, out var binding))
                known[context.FunctionId] = binding = context.FunctionDefinition.InputBindings.Values.FirstOrDefault(one => one.Type == Binding);
            return binding is null ? next(context) : WrapAsync(context, binding, next);
        };
    });

    private static async Task WrapAsync(FunctionContext context, BindingMetadata binding, FunctionExecutionDelegate next)
    {
        var input = await context.BindInputAsync<DurableTaskClient>(binding);
        if (input.Value is { } client and not ResilientDurableTaskClient)
            input.Value = new ResilientDurableTaskClient(client, context.InstanceServices.GetRequiredService<Pipelines>());
        await next(context);
    }
}
