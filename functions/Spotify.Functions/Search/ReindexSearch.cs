using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Spotify.Functions.Platform.Durable;

namespace Spotify.Functions.Search;

/// <summary>
/// The story of a reindex: make a new index, fill it with everything that is published, make it the live one, read again what changed meanwhile, and, when no instance
/// asks it any longer, remove the old one. Listeners search all the while.
/// </summary>
public static class ReindexSearch
{
    /// <summary>How long instances may go on asking the old index: they look every two seconds which is live.</summary>
    internal static readonly TimeSpan Overlap = TimeSpan.FromMinutes(1);

    /// <summary>Runs it.</summary>
    /// <param name="context">The orchestration.</param>
    /// <returns>How many items the new index holds; -1 where another run began meanwhile, whose index is live instead.</returns>
    [Function(nameof(ReindexSearch))]
    public static async Task<long> Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var run = context.InstanceId;
        var index = await context.CallActivityAsync<string>(nameof(BeginReindex), run, DurableRuns.Patiently);
        var items = await context.CallActivityAsync<long>(nameof(FillSearchIndex), new FillInput(run, index), DurableRuns.Patiently);
        if (!await context.CallActivityAsync<bool>(nameof(SwitchSearchIndex), new FillInput(run, index), DurableRuns.Patiently))
            return -1;
        await context.CallActivityAsync<int>(nameof(CatchUpSearchIndex), run, DurableRuns.Patiently);
        await context.CreateTimer(context.CurrentUtcDateTime + Overlap, CancellationToken.None);
        await context.CallActivityAsync<int>(nameof(RemoveOldSearchIndexes), index, DurableRuns.Patiently);
        return items;
    }
}
