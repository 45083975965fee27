using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Spotify.Functions.Platform.Durable;

namespace Spotify.Functions.Telemetry.Archive;

/// <summary>The story of an hour of a hub: as long as segments lie there, list them, make parts of them, remove them; then see whether all is there that was sent.</summary>
public static class SealArchive
{
    // What goes on arriving waits for the next run.
    private const int MaxVersions = 50;

    /// <summary>Seals an hour.</summary>
    /// <param name="context">The orchestration, with a <see cref="SealInput"/>.</param>
    /// <returns>How the hour stands.</returns>
    [Function(nameof(SealArchive))]
    public static async Task<ArchiveState> Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var hour = context.GetInput<SealInput>()!;
        for (var i = 0; i < MaxVersions; i++)
        {
            if (await context.CallActivityAsync<SealPlan?>(nameof(PlanSeal), hour, DurableRuns.Patiently) is not { } plan)
                break;
            await context.CallActivityAsync<int>(nameof(MergeSegments), plan, DurableRuns.Patiently);
            await context.CallActivityAsync<int>(nameof(DiscardSegments), plan, DurableRuns.Patiently);
        }

        return await context.CallActivityAsync<ArchiveState>(nameof(AuditHour), hour, DurableRuns.Patiently);
    }
}
