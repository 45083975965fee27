using System.Reflection;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Extensions.DependencyInjection;

namespace Spotify.EmbeddedRuntime.Hosting;

/// <summary>Checks what holds for functions of every kind: names, triggers, settings in attributes, services that constructors and inputs need.</summary>
internal sealed class FunctionCheck(FunctionCatalog catalog, ISettingResolver settings, IServiceProviderIsService services) : IStartupCheck
{
    /// <inheritdoc/>
    public IEnumerable<string> FindProblems() =>
        catalog.Problems.Concat(catalog.All.SelectMany(function => MissingSettings(function).Concat(MissingServices(function))));

    private IEnumerable<string> MissingSettings(FunctionDescriptor function)
    {
        foreach (var property in function.Trigger.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.PropertyType != typeof(string) || property.GetValue(function.Trigger) is not string text)
                continue;
            string? problem = null;
            try
            {
                settings.Resolve(text);
            }
            catch (InvalidOperationException exception)
            {
                problem = $"Function '{function.Name}': {exception.Message}";
            }

            if (problem is not null)
                yield return problem;
        }
    }

    private IEnumerable<string> MissingServices(FunctionDescriptor function)
    {
        foreach (var parameter in function.Method.GetParameters())
        {
            if (parameter != function.TriggerParameter
                && parameter.GetCustomAttribute<InputBindingAttribute>() is { } input
                && !services.IsService(parameter.ParameterType))
            {
                yield return $"Function '{function.Name}': nothing supplies parameter '{parameter.Name}' of type {parameter.ParameterType} "
                    + $"with [{input.GetType().Name.Replace("Attribute", "", StringComparison.Ordinal)}].";
            }
        }

        if (function.Method.IsStatic)
            yield break;
        var constructors = function.Method.DeclaringType!.GetConstructors();
        if (constructors.Length != 1)
        {
            yield return $"Function '{function.Name}': {function.Method.DeclaringType} has {constructors.Length} public constructors: it needs exactly one.";
            yield break;
        }

        foreach (var parameter in constructors[0].GetParameters())
        {
            if (!parameter.HasDefaultValue && !IsService(parameter))
            {
                yield return $"Function '{function.Name}': {function.Method.DeclaringType} needs a {parameter.ParameterType} "
                    + $"('{parameter.Name}') that is not registered.";
            }
        }
    }

    private bool IsService(ParameterInfo parameter) =>
        parameter.GetCustomAttribute<FromKeyedServicesAttribute>() is { } keyed
            ? services is IServiceProviderIsKeyedService keyedServices && keyedServices.IsKeyedService(parameter.ParameterType, keyed.Key)
            : services.IsService(parameter.ParameterType);
}
