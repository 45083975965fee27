using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Spotify.EmbeddedRuntime.Hosting;

namespace Spotify.EmbeddedRuntime.Events;

/// <summary>Events for one invocation.</summary>
internal sealed class EventTriggerInput(
    ParameterInfo target, object events, IReadOnlyDictionary<string, object> bindingData, string? traceParent, int retryCount, int maxRetryCount) : TriggerInput
{
    public override IReadOnlyDictionary<string, object> BindingData => bindingData;

    public override int RetryCount => retryCount;

    public override int MaxRetryCount => maxRetryCount;

    public override string? TraceParent => traceParent;

    public override bool TryBind(ParameterInfo parameter, FunctionContext context, out object? value)
    {
        value = parameter == target ? events : null;
        return value is not null;
    }
}
