using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Spotify.EmbeddedRuntime.Hosting;

namespace Spotify.EmbeddedRuntime.Durable;

/// <summary>Invokes an activity.</summary>
internal sealed class ActivityInput(ActivityWork work) : TriggerInput
{
    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, object> BindingData { get; } = new Dictionary<string, object> { ["instanceId"] = work.InstanceId };

    /// <inheritdoc/>
    public override string? TraceParent => work.TraceParent;

    /// <inheritdoc/>
    public override bool TryBind(ParameterInfo parameter, FunctionContext context, out object? value)
    {
        var isInput = parameter.IsDefined(typeof(ActivityTriggerAttribute));
        value = isInput ? Payloads.Instance.Deserialize(work.Input, parameter.ParameterType) : null;
        return isInput;
    }
}
