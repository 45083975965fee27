using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Spotify.EmbeddedRuntime.Hosting;

namespace Spotify.EmbeddedRuntime.Durable;

/// <summary>Invokes an orchestrator for one episode.</summary>
internal sealed class OrchestrationInput(Instance instance, OrchestrationRun run) : TriggerInput
{
    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, object> BindingData { get; } = new Dictionary<string, object> { ["instanceId"] = instance.Id };

    /// <inheritdoc/>
    public override string? TraceParent => instance.TraceParent;

    /// <inheritdoc/>
    public override bool IsTraced => false;

    /// <inheritdoc/>
    public override bool TryBind(ParameterInfo parameter, FunctionContext context, out object? value)
    {
        // Whatever is not the context is the input, as the worker's converter has it.
        value = parameter.ParameterType == typeof(TaskOrchestrationContext)
            ? run.Context
            : Payloads.Instance.Deserialize(instance.Input, parameter.ParameterType);
        return true;
    }

    /// <inheritdoc/>
    public override Task<object?> RunAsync(Func<Task<object?>> method) => run.RunAsync(method);
}
