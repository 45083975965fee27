using System.Collections.Immutable;
using System.Diagnostics;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace Spotify.EmbeddedRuntime.Hosting;

/// <summary>What a trigger brings to one invocation. Each kind of trigger derives its own.</summary>
internal abstract class TriggerInput
{
    /// <summary>Values by name for <see cref="FunctionContext.BindingContext"/> (route values, parts of a blob's name).</summary>
    public virtual IReadOnlyDictionary<string, object> BindingData => ImmutableDictionary<string, object>.Empty;

    /// <summary>Which try this is, zero first.</summary>
    public virtual int RetryCount => 0;

    /// <summary>The most tries there will be; -1 for ever.</summary>
    public virtual int MaxRetryCount => 0;

    /// <summary>The W3C trace parent that travelled with the trigger, or null.</summary>
    public virtual string? TraceParent => null;

    /// <summary>The kind of the invocation's span.</summary>
    public virtual ActivityKind ActivityKind => ActivityKind.Consumer;

    /// <summary>Whether the invocation gets a span of its own. An orchestrator's replays do not: its owner draws the span.</summary>
    public virtual bool IsTraced => true;

    /// <summary>The value for a parameter that this trigger supplies.</summary>
    /// <returns>False when the parameter is none of this trigger's; the invoker then tries its own (context, cancellation, durable client).</returns>
    public abstract bool TryBind(ParameterInfo parameter, FunctionContext context, out object? value);

    /// <summary>Puts features or items on the context before middleware runs.</summary>
    public virtual void Prepare(FunctionContext context)
    {
    }

    /// <summary>Runs the function's method inside the middleware pipeline. An orchestration runs it on its own scheduler and returns when it blocks.</summary>
    /// <param name="method">Calls the method with its bound arguments and unwraps its task.</param>
    public virtual Task<object?> RunAsync(Func<Task<object?>> method) => method();
}
