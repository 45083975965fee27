using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Spotify.Functions.Platform.Durable;

namespace Spotify.Functions.Playback.ReleaseDay;

/// <summary>The story of reading a release ahead: its tracks part by part through the edge, and a report of it.</summary>
public static class WarmRelease
{
    /// <summary>Reads a release ahead.</summary>
    /// <param name="context">The orchestration.</param>
    /// <returns>What was read.</returns>
    [Function(nameof(WarmRelease))]
    public static async Task<WarmingReport> Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var release = context.GetInput<OpeningRelease>()!;
        var parts = await context.CallActivityAsync<IReadOnlyList<WarmTracksInput>>(nameof(PlanWarming), release, DurableRuns.Patiently);
        var reports = await context.EachAsync(
            parts.Count, done => $"{done} of {parts.Count} parts", part => context.CallActivityAsync<WarmingReport>(nameof(WarmTracks), parts[part], DurableRuns.Patiently));
        var report = reports.Aggregate(new WarmingReport(0, 0, 0, 0, 0), (sum, one) => sum.Plus(one));
        await context.CallActivityAsync(nameof(FinishWarming), new FinishWarmingInput(release, report), DurableRuns.Patiently);
        return report;
    }
}
