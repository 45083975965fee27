using System.Reflection;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Extensions.DependencyInjection;

namespace Spotify.EmbeddedRuntime.Hosting;

/// <summary>Binds the parameters that a trigger or an input attribute supplies.</summary>
internal static class ParameterBinding
{
    /// <summary>A parameter with an input attribute, such as <c>[DurableClient]</c>: what middleware made of it, or the service of its type.</summary>
    public static T Input<T>(InvocationContext context, ParameterInfo parameter)
        where T : notnull =>
        context.HasInputs && context.Inputs.TryGetValue(parameter.Name!, out var bound) ? (T)bound!
        : context.Input.TryBind(parameter, context, out var value) ? (T)value! : context.InstanceServices.GetRequiredService<T>();

    /// <summary>The same for middleware, which knows the parameter's name alone.</summary>
    /// <exception cref="ArgumentException">There is none of this name with an input attribute beside the trigger.</exception>
    public static object Input(InvocationContext context, string name)
    {
        var function = context.Executable.Function;
        var parameter = function.Method.GetParameters()
            .FirstOrDefault(one => one.Name == name && one != function.TriggerParameter && one.GetCustomAttribute<InputBindingAttribute>() is not null)
            ?? throw new ArgumentException($"Function '{function.Name}' has no input '{name}' beside its trigger.", nameof(name));
        return context.Input.TryBind(parameter, context, out var value) ? value! : context.InstanceServices.GetRequiredService(parameter.ParameterType);
    }

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
