using Microsoft.Azure.Functions.Worker;
using Spotify.EmbeddedRuntime.Hosting;

namespace Spotify.EmbeddedRuntime.Durable;

/// <summary>The application's orchestrators and activities by name, without regard to case.</summary>
internal sealed class DurableFunctions(FunctionCatalog catalog)
{
    private readonly Dictionary<string, FunctionDescriptor> _orchestrators = ByName(
        catalog.WithTrigger<OrchestrationTriggerAttribute>().Select(pair => (pair.Trigger.Orchestration ?? pair.Function.Name, pair.Function)));

    private readonly Dictionary<string, FunctionDescriptor> _activities = ByName(
        catalog.WithTrigger<ActivityTriggerAttribute>().Select(pair => (pair.Trigger.Activity ?? pair.Function.Name, pair.Function)));

    /// <summary>The orchestrator of a name.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public FunctionDescriptor Orchestrator(string name) => Find(_orchestrators, name, "orchestrator");

    /// <summary>The activity of a name.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public FunctionDescriptor Activity(string name) => Find(_activities, name, "activity");

    // A name that is used twice is reported by DurableCheck, with all other problems; here the first one wins.
    private static Dictionary<string, FunctionDescriptor> ByName(IEnumerable<(string Name, FunctionDescriptor Function)> functions) =>
        functions.GroupBy(pair => pair.Name, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.First().Function, StringComparer.OrdinalIgnoreCase);

    private static FunctionDescriptor Find(Dictionary<string, FunctionDescriptor> functions, string name, string kind) =>
        functions.TryGetValue(name, out var function)
            ? function
            : throw new InvalidOperationException(
                $"There is no {kind} function named '{name}'. There are: {(functions.Count == 0 ? "none" : string.Join(", ", functions.Keys.Order(StringComparer.Ordinal)))}.");
}
