using System.Diagnostics;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;

namespace Spotify.EmbeddedRuntime.Hosting;

/// <summary>Invokes functions through the middleware, one span and at most one scope of services each.</summary>
internal sealed class FunctionInvoker : IFunctionInvoker
{
    /// <summary>Spans of invocations.</summary>
    private static readonly ActivitySource Source = new(EmbeddedRuntimeTelemetry.SourceName);

    private readonly IServiceScopeFactory _scopes;
    private readonly FunctionExecutionDelegate _pipeline;
    private readonly Dictionary<string, FunctionExecutable> _executables;

    public FunctionInvoker(
        FunctionCatalog catalog, MiddlewareList middleware, IServiceScopeFactory scopes)
    {
        _scopes = scopes;
        _executables = catalog.All.ToDictionary(function => function.Name, function => new FunctionExecutable(function), StringComparer.Ordinal);
        _pipeline = middleware.Build(ExecuteAsync);
    }

    /// <summary>The compiled form of a function.</summary>
    public FunctionExecutable For(FunctionDescriptor function) => _executables[function.Name];

    /// <inheritdoc/>
    public Task<object?> InvokeAsync(FunctionDescriptor function, TriggerInput input, CancellationToken cancellationToken) =>
        InvokeAsync(For(function), input, cancellationToken);

    /// <inheritdoc cref="IFunctionInvoker.InvokeAsync"/>
    public async Task<object?> InvokeAsync(FunctionExecutable executable, TriggerInput input, CancellationToken cancellationToken)
    {
        var context = new InvocationContext(executable, input, _scopes, cancellationToken);
        var activity = Source.HasListeners() ? StartActivity(executable, input, context) : null;
        try
        {
            input.Prepare(context);
            await _pipeline(context);
            return context.ResultValue;
        }
        catch (Exception exception) when (Record(activity, exception))
        {
            throw;
        }
        finally
        {
            activity?.Dispose();
            await context.DisposeAsync();
        }
    }

    private static async Task ExecuteAsync(FunctionContext context)
    {
        var invocation = (InvocationContext)context;
        invocation.ResultValue = await invocation.Input.RunAsync(() => invocation.Executable.RunAsync(invocation));
    }

    private static Activity? StartActivity(FunctionExecutable executable, TriggerInput input, InvocationContext context)
    {
        if (!input.IsTraced)
            return null;
        // A span of the same process that is under way is the better parent: it already descends from what travelled with the trigger.
        var activity = Activity.Current is null && ActivityContext.TryParse(input.TraceParent, null, isRemote: true, out var parent)
            ? Source.StartActivity(executable.ActivityName, input.ActivityKind, parent)
            : Source.StartActivity(executable.ActivityName, input.ActivityKind);
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag("faas.name", executable.Function.Name);
            activity.SetTag("faas.invocation_id", context.InvocationId);
            activity.SetTag("faas.trigger", OwnFunctionDefinition.BindingType(executable.Function.Trigger));
        }

        return activity;
    }

    private static bool Record(Activity? activity, Exception exception)
    {
        activity?.SetStatus(ActivityStatusCode.Error, exception.Message);
        activity?.SetTag("error.type", exception.GetType().FullName);
        return false;
    }
}
