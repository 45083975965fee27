using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Spotify.EmbeddedRuntime.Hosting;

namespace Spotify.EmbeddedRuntime.Durable;

/// <summary>Checks what holds for orchestrators, activities and durable clients.</summary>
internal sealed class DurableCheck(FunctionCatalog catalog, DurableSettings settings) : IStartupCheck
{
    /// <inheritdoc/>
    public IEnumerable<string> FindProblems()
    {
        var orchestrators = catalog.WithTrigger<OrchestrationTriggerAttribute>().Select(pair => (pair.Trigger.Orchestration ?? pair.Function.Name, pair.Function));
        var activities = catalog.WithTrigger<ActivityTriggerAttribute>().Select(pair => (pair.Trigger.Activity ?? pair.Function.Name, pair.Function));
        return SharedNames(orchestrators, "orchestrators").Concat(SharedNames(activities, "activities"))
            .Concat(catalog.WithTrigger<OrchestrationTriggerAttribute>()
                .Where(pair => pair.Function.TriggerParameter.ParameterType != typeof(TaskOrchestrationContext))
                .Select(pair => $"Function '{pair.Function.Name}': the parameter with [OrchestrationTrigger] must be a {nameof(TaskOrchestrationContext)}."))
            .Concat(OtherHubs());
    }

    private static IEnumerable<string> SharedNames(IEnumerable<(string Name, FunctionDescriptor Function)> functions, string kind) =>
        functions.GroupBy(pair => pair.Name, StringComparer.OrdinalIgnoreCase)
            .Where(group => group.Count() > 1)
            .Select(group => $"{group.Count()} {kind} are named '{group.Key}': give each a name of its own.");

    private IEnumerable<string> OtherHubs() =>
        from function in catalog.All
        from parameter in function.Method.GetParameters()
        let client = parameter.GetCustomAttribute<DurableClientAttribute>()
        where client?.TaskHub is { } hub && !string.Equals(hub, settings.HubName, StringComparison.OrdinalIgnoreCase)
        select $"Function '{function.Name}': parameter '{parameter.Name}' wants task hub '{client.TaskHub}', this runtime has '{settings.HubName}' only.";
}
