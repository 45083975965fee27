using System.Collections.Immutable;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Spotify.EmbeddedRuntime.Hosting;

/// <summary>What the worker tells middleware about a function.</summary>
internal sealed class OwnFunctionDefinition : FunctionDefinition
{
    public OwnFunctionDefinition(FunctionDescriptor function)
    {
        var type = function.Method.DeclaringType!;
        Name = function.Name;
        PathToAssembly = type.Assembly.Location;
        EntryPoint = $"{type.FullName}.{function.Method.Name}";
        Id = function.Name;
        Parameters = [.. function.Method.GetParameters().Select(Describe)];
        InputBindings = function.Method.GetParameters()
            .Select(parameter => (parameter, binding: parameter.GetCustomAttribute<BindingAttribute>()))
            .Where(pair => pair.binding is not null)
            .ToImmutableDictionary(
                pair => pair.parameter.Name!,
                pair => (BindingMetadata)new OwnBindingMetadata(pair.parameter.Name!, BindingType(pair.binding!), BindingDirection.In));
        OutputBindings = function.Trigger is HttpTriggerAttribute
            ? ImmutableDictionary<string, BindingMetadata>.Empty.Add("$return", new OwnBindingMetadata("$return", "http", BindingDirection.Out))
            : ImmutableDictionary<string, BindingMetadata>.Empty;
    }

    /// <inheritdoc/>
    public override ImmutableArray<FunctionParameter> Parameters { get; }

    /// <inheritdoc/>
    public override string PathToAssembly { get; }

    /// <inheritdoc/>
    public override string EntryPoint { get; }

    /// <inheritdoc/>
    public override string Id { get; }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; }

    /// <inheritdoc/>
    public override IImmutableDictionary<string, BindingMetadata> OutputBindings { get; }

    /// <summary>The name that function.json gives a binding: <c>httpTrigger</c> for <c>HttpTriggerAttribute</c>.</summary>
    internal static string BindingType(BindingAttribute binding)
    {
        var name = binding.GetType().Name;
        if (name.EndsWith("Attribute", StringComparison.Ordinal))
            name = name[..^"Attribute".Length];
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    private static FunctionParameter Describe(ParameterInfo parameter)
    {
        var binding = parameter.GetCustomAttribute<BindingAttribute>();
        var properties = binding is null
            ? ImmutableDictionary<string, object>.Empty
            : ImmutableDictionary<string, object>.Empty.Add("bindingAttribute", binding);
        return new FunctionParameter(
            parameter.Name!, parameter.ParameterType, parameter.HasDefaultValue, parameter.HasDefaultValue ? parameter.DefaultValue : null, properties);
    }

    private sealed class OwnBindingMetadata(string name, string type, BindingDirection direction) : BindingMetadata
    {
        public override string Name => name;

        public override string Type => type;

        public override BindingDirection Direction => direction;
    }
}
