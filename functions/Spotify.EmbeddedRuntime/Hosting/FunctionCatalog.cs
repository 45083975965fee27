using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Spotify.EmbeddedRuntime.Hosting;

/// <summary>Every function of the application.</summary>
internal sealed class FunctionCatalog
{
    private const BindingFlags Methods = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Finds the functions of the given classes.</summary>
    /// <param name="types">Where to look.</param>
    /// <param name="isDisabled">Which functions to leave out, by name.</param>
    public FunctionCatalog(IEnumerable<Type> types, Func<string, bool>? isDisabled = null)
    {
        var named = from type in types.Distinct()
                    where type is { IsClass: true, ContainsGenericParameters: false }
                    from method in type.GetMethods(Methods)
                    let name = method.GetCustomAttribute<FunctionAttribute>()?.Name
                    where name is not null && isDisabled?.Invoke(name) != true
                    orderby name
                    select (name, method);
        var problems = new List<string>();
        var functions = new List<FunctionDescriptor>();
        foreach (var (name, method) in named)
        {
            if (TryDescribe(name, method, out var function, out var problem))
                functions.Add(function);
            else
                problems.Add(problem);
        }

        var byName = functions.GroupBy(function => function.Name, StringComparer.OrdinalIgnoreCase).ToList();
        problems.AddRange(byName.Where(group => group.Count() > 1).Select(group =>
            $"{group.Count()} functions are named '{group.Key}' ({string.Join(", ", group.Select(Place))}): give each a name of its own."));
        All = [.. byName.Select(group => group.First())];
        Problems = problems;
    }

    /// <summary>The functions, by name.</summary>
    public IReadOnlyList<FunctionDescriptor> All { get; }

    /// <summary>What is wrong with the functions that were found, one sentence each.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>The functions whose trigger is a <typeparamref name="TTrigger"/>.</summary>
    public IEnumerable<(FunctionDescriptor Function, TTrigger Trigger)> WithTrigger<TTrigger>()
        where TTrigger : TriggerBindingAttribute =>
        All.Where(function => function.Trigger is TTrigger).Select(function => (function, (TTrigger)function.Trigger));

    private static string Place(FunctionDescriptor function) => $"{function.Method.DeclaringType}.{function.Method.Name}";

    private static bool TryDescribe(string name, MethodInfo method, out FunctionDescriptor function, out string problem)
    {
        var triggers = method.GetParameters().Where(parameter => parameter.GetCustomAttribute<TriggerBindingAttribute>() is not null).ToList();
        problem = triggers.Count == 1 ? "" : $"Function '{name}' has {triggers.Count} triggers: it needs exactly one.";
        function = triggers.Count == 1
            ? new FunctionDescriptor(
                name, method, triggers[0], triggers[0].GetCustomAttribute<TriggerBindingAttribute>()!, method.GetCustomAttribute<RetryAttribute>())
            : null!;
        return triggers.Count == 1;
    }
}
