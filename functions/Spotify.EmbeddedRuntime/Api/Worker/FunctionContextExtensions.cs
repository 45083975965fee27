using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Spotify.EmbeddedRuntime.Hosting;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>What middleware does with bindings and results.</summary>
public static class FunctionContextBindingFeatureExtensions
{
    /// <summary>Binds an input, so that middleware can look at it and replace it. What a request or another trigger brings is not replaced this way.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="context">The invocation.</param>
    /// <param name="bindingMetadata">One of <see cref="FunctionDefinition.InputBindings"/>, not the trigger's.</param>
    /// <exception cref="ArgumentException">The function has no such input beside its trigger.</exception>
    public static ValueTask<InputBindingData<T>> BindInputAsync<T>(this FunctionContext context, BindingMetadata bindingMetadata)
    {
        var own = context as InvocationContext ?? throw new InvalidOperationException("This context is none of the runtime's: it has no inputs.");
        own.Inputs.TryAdd(bindingMetadata.Name, ParameterBinding.Input(own, bindingMetadata.Name));
        return ValueTask.FromResult<InputBindingData<T>>(new OwnInputBindingData<T>(own, bindingMetadata));
    }

    /// <summary>The result of the invocation, to read or to replace.</summary>
    /// <typeparam name="T">The result's type.</typeparam>
    /// <param name="context">The invocation.</param>
    /// <exception cref="InvalidOperationException">The result is there and is no <typeparamref name="T"/>.</exception>
    public static InvocationResult<T> GetInvocationResult<T>(this FunctionContext context)
    {
        var untyped = Of(context);
        return untyped.Value is null or T
            ? new TypedInvocationResult<T>(untyped)
            : throw new InvalidOperationException(
                $"The invocation result of function '{context.FunctionDefinition.Name}' is a {untyped.Value.GetType()}, not a {typeof(T)}.");
    }

    /// <summary>The result of the invocation, to read or to replace.</summary>
    /// <param name="context">The invocation.</param>
    public static InvocationResult GetInvocationResult(this FunctionContext context) => Of(context);

    private static InvocationResult Of(FunctionContext context) =>
        context.Features.Get<InvocationResult>() ?? throw new InvalidOperationException("This context is none of the runtime's: it has no invocation result.");
}

/// <summary>Loggers of an invocation.</summary>
public static class FunctionContextLoggerExtensions
{
    /// <summary>A logger named for a type.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="context">The invocation.</param>
    public static ILogger<T> GetLogger<T>(this FunctionContext context) => context.InstanceServices.GetRequiredService<ILogger<T>>();

    /// <summary>A logger of the given name.</summary>
    /// <param name="context">The invocation.</param>
    /// <param name="categoryName">The logger's category.</param>
    public static ILogger GetLogger(this FunctionContext context, string categoryName) =>
        context.InstanceServices.GetRequiredService<ILoggerFactory>().CreateLogger(categoryName);
}

/// <summary>The ASP.NET Core side of an HTTP invocation.</summary>
public static class FunctionContextExtensions
{
    /// <summary>The request's context; null for other triggers, and before the middleware of <c>ConfigureFunctionsWebApplication</c> has run.</summary>
    /// <param name="context">The invocation.</param>
    public static HttpContext? GetHttpContext(this FunctionContext context) =>
        context is InvocationContext own
            ? own.HttpContext
            : context.Items.TryGetValue(InvocationContext.HttpContextKey, out var value) ? value as HttpContext : null;
}
