using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Spotify.EmbeddedRuntime.Hosting;

/// <summary>Binds the parameters that a trigger or an input attribute supplies.</summary>
internal static class ParameterBinding
{
    /// <summary>A parameter with an input attribute, such as <c>[DurableClient]</c>: the service of its type.</summary>
    public static T Input<T>(InvocationContext context, ParameterInfo parameter)
        where T : notnull =>
        context.Input.TryBind(parameter, context, out var value) ? (T)value! : context.InstanceServices.GetRequiredService<T>();

    /// <summary>A parameter that the trigger supplies, or a binding value of its name.</summary>
    /// <exception cref="InvalidOperationException">Neither has it and it may not be left out.</exception>
    public static T? Trigger<T>(InvocationContext context, ParameterInfo parameter)
    {
        if (context.Input.TryBind(parameter, context, out var value))
            return (T?)value;
        if (context.Input.BindingData.TryGetValue(parameter.Name!, out var text))
            return TextConversion.To<T>(text, context.FunctionDefinition.Name, parameter.Name!);
        return Missing<T>(context.FunctionDefinition.Name, parameter);
    }

    /// <summary>The default of a parameter that nobody supplied.</summary>
    private static T? Missing<T>(string function, ParameterInfo parameter)
    {
        if (parameter.HasDefaultValue)
            return (T?)parameter.DefaultValue;
        return default(T) is null
            ? default
            : throw new InvalidOperationException($"Function '{function}': nothing supplies parameter '{parameter.Name}' of type {typeof(T)}.");
    }
}
