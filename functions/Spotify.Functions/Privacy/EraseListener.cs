using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Spotify.Functions.Platform.Durable;
using Spotify.Functions.Telemetry.Listeners;

namespace Spotify.Functions.Privacy;

/// <summary>
/// The story of an erasure: destroy the key, sweep every store, wait until no process can know the key any more, sweep what was written meanwhile, record that it was
/// done. Neither input nor history names the person.
/// </summary>
public static class EraseListener
{
    // Beyond the time for which another process may go on knowing the key, the time that its batch under way takes.
    private static readonly TimeSpan UntilAllHaveForgotten = ListenerKeys.RememberedFor + TimeSpan.FromMinutes(5);

    /// <summary>Erases a person.</summary>
    /// <param name="context">The orchestration, with an <see cref="ErasureInput"/>.</param>
    [Function(nameof(EraseListener))]
    public static async Task Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var input = context.GetInput<ErasureInput>()!;
        await context.CallActivityAsync(nameof(DestroyListenerKey), input, DurableRuns.Patiently);
        var first = await context.CallActivityAsync<SweepResult>(nameof(SweepPersonalData), input, DurableRuns.Patiently);
        await context.CreateTimer(context.CurrentUtcDateTime + UntilAllHaveForgotten, CancellationToken.None);
        var second = await context.CallActivityAsync<SweepResult>(nameof(SweepPersonalData), input, DurableRuns.Patiently);
        await context.CallActivityAsync(nameof(FinishErasure), new FinishErasureInput(input.Request, [first, second]), DurableRuns.Patiently);
    }
}
