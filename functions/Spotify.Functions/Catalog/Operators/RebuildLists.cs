using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Spotify.Functions.Platform.Durable;

namespace Spotify.Functions.Catalog.Operators;

/// <summary>The story of a rebuild: every album is put where it is listed again, and announced, range by range of the catalogue.</summary>
public static class RebuildLists
{
    /// <summary>Rebuilds the lists.</summary>
    /// <param name="context">The orchestration.</param>
    /// <returns>How many albums there are.</returns>
    [Function(nameof(RebuildLists))]
    public static async Task<int> Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var ranges = await context.CallActivityAsync<IReadOnlyList<string>>(nameof(PlanRebuild), context.InstanceId, DurableRuns.Patiently);
        return (await Task.WhenAll(ranges.Select(range => context.CallActivityAsync<int>(nameof(RebuildRange), range, DurableRuns.Patiently)))).Sum();
    }
}
