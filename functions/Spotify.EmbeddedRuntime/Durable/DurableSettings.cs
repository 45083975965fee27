using Microsoft.Extensions.Configuration;

namespace Spotify.EmbeddedRuntime.Durable;

/// <summary>Section <c>extensions.durableTask</c> of host.json.</summary>
/// <param name="HubName">The task hub's name.</param>
/// <param name="MaxActivities">Activities that run at the same time.</param>
/// <param name="MaxOrchestrators">Orchestrator episodes that run at the same time.</param>
internal sealed record DurableSettings(string HubName, int MaxActivities, int MaxOrchestrators)
{
    private const string Section = "AzureFunctionsJobHost:extensions:durableTask";

    /// <summary>Reads the section; what it does not say is ten per processor, as the real host has it.</summary>
    /// <exception cref="InvalidOperationException">A limit is not a number of at least 1.</exception>
    public static DurableSettings From(IConfiguration configuration) => new(
        configuration[$"{Section}:hubName"] ?? "TestHubName",
        Limit(configuration, "maxConcurrentActivityFunctions"),
        Limit(configuration, "maxConcurrentOrchestratorFunctions"));

    private static int Limit(IConfiguration configuration, string name)
    {
        var text = configuration[$"{Section}:{name}"];
        if (text is null)
            return 10 * Environment.ProcessorCount;
        return int.TryParse(text, out var limit) && limit >= 1
            ? limit
            : throw new InvalidOperationException($"host.json, extensions.durableTask.{name}: '{text}' is not a number of at least 1.");
    }
}
