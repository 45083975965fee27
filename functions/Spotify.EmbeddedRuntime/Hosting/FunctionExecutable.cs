using System.Linq.Expressions;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Extensions.DependencyInjection;
using Spotify.EmbeddedRuntime.Http;

namespace Spotify.EmbeddedRuntime.Hosting;

/// <summary>
/// A function ready to run: its description, and one delegate compiled on first use that makes the instance, binds every parameter and
/// unwraps the result. No reflection happens per invocation.
/// </summary>
internal sealed class FunctionExecutable
{
    private readonly Lazy<Func<InvocationContext, Task<object?>>> _run;

    public FunctionExecutable(FunctionDescriptor function)
    {
        Function = function;
        Definition = new OwnFunctionDefinition(function);
        ActivityName = "function " + function.Name;
        _run = new(Compile);
    }

    /// <summary>The function.</summary>
    public FunctionDescriptor Function { get; }

    /// <summary>What middleware learns about it.</summary>
    public FunctionDefinition Definition { get; }

    /// <summary>The name of its spans.</summary>
    public string ActivityName { get; }

    /// <summary>Calls the method with its bound arguments.</summary>
    public Task<object?> RunAsync(InvocationContext context) => _run.Value(context);

    private Func<InvocationContext, Task<object?>> Compile()
    {
        var method = Function.Method;
        var context = Expression.Parameter(typeof(InvocationContext), "context");
        var instance = Expression.Parameter(typeof(object), "instance");
        var call = Expression.Call(
            method.IsStatic ? null : Expression.Convert(instance, method.DeclaringType!),
            method,
            method.GetParameters().Select(parameter => Argument(parameter, context)));
        var body = ResultAdapter.AsObjectTask(call);
        var invoke = Expression.Lambda<Func<InvocationContext, object?, Task<object?>>>(body, context, instance).Compile();
        if (method.IsStatic)
            return invocation => invoke(invocation, null);

        var factory = ActivatorUtilities.CreateFactory(method.DeclaringType!, Type.EmptyTypes);
        return typeof(IDisposable).IsAssignableFrom(method.DeclaringType) || typeof(IAsyncDisposable).IsAssignableFrom(method.DeclaringType)
            ? invocation => RunAndDisposeAsync(invoke, factory, invocation)
            : invocation => invoke(invocation, factory(invocation.InstanceServices, null));
    }

    private Expression Argument(ParameterInfo parameter, Expression context)
    {
        if (parameter.ParameterType == typeof(FunctionContext))
            return Expression.Convert(context, typeof(FunctionContext));
        if (parameter.ParameterType == typeof(CancellationToken))
            return Expression.Property(context, nameof(InvocationContext.CancellationToken));
        if (parameter.GetCustomAttribute<InputBindingAttribute>() is not null && parameter != Function.TriggerParameter)
            return Expression.Call(typeof(ParameterBinding), nameof(ParameterBinding.Input), [parameter.ParameterType], context, Expression.Constant(parameter));
        if (Function.Trigger is HttpTriggerAttribute && HttpParameters.TryBind(Function, parameter, context) is { } bound)
            return bound;
        return Expression.Call(typeof(ParameterBinding), nameof(ParameterBinding.Trigger), [parameter.ParameterType], context, Expression.Constant(parameter));
    }

    private static async Task<object?> RunAndDisposeAsync(
        Func<InvocationContext, object?, Task<object?>> invoke, ObjectFactory factory, InvocationContext context)
    {
        var instance = factory(context.InstanceServices, null);
        try
        {
            return await invoke(context, instance);
        }
        finally
        {
            if (instance is IAsyncDisposable asynchronous)
                await asynchronous.DisposeAsync();
            else
                (instance as IDisposable)?.Dispose();
        }
    }
}
