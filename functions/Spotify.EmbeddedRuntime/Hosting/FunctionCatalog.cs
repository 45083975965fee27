using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Spotify.EmbeddedRuntime.Hosting;

/// <summary>Every function of the application.</summary>
internal sealed class FunctionCatalog
{
    /// <summary>Finds the functions of the given assemblies.</summary>
    /// <exception cref="InvalidOperationException">Two functions share a name, or one has not exactly one trigger.</exception>
    public FunctionCatalog(IEnumerable<Assembly> assemblies)
    {
        var all = from assembly in assemblies
                  from type in assembly.GetTypes()
                  from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
                  let name = method.GetCustomAttribute<FunctionAttribute>()?.Name
                  where name is not null
                  select Describe(name, method);
        All = [.. all.OrderBy(function => function.Name, StringComparer.Ordinal)];
        var twice = All.GroupBy(function => function.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
            throw new InvalidOperationException($"Two functions are named '{twice.Key}': give each a name of its own.");
    }

    /// <summary>The functions, by name.</summary>
    public IReadOnlyList<FunctionDescriptor> All { get; }

    /// <summary>The functions whose trigger is a <typeparamref name="TTrigger"/>.</summary>
    public IEnumerable<(FunctionDescriptor Function, TTrigger Trigger)> WithTrigger<TTrigger>()
        where TTrigger : TriggerBindingAttribute =>
        All.Where(function => function.Trigger is TTrigger).Select(function => (function, (TTrigger)function.Trigger));

    private static FunctionDescriptor Describe(string name, MethodInfo method)
    {
        var triggers = method.GetParameters()
            .Select(parameter => (parameter, trigger: parameter.GetCustomAttribute<TriggerBindingAttribute>()))
            .Where(pair => pair.trigger is not null)
            .ToList();
        return triggers.Count == 1
            ? new FunctionDescriptor(name, method, triggers[0].parameter, triggers[0].trigger!, method.GetCustomAttribute<RetryAttribute>())
            : throw new InvalidOperationException($"Function '{name}' has {triggers.Count} triggers: it needs exactly one.");
    }
}
