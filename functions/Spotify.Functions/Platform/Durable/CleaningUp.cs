using Microsoft.DurableTask;

namespace Spotify.Functions.Platform.Durable;

/// <summary>What orchestrations do at their end, however they end.</summary>
internal static class CleaningUp
{
    /// <summary>Removes what a run has left on the way. That it cannot be removed changes nothing of how the run ended: it is for a rule of the storage then.</summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="activity">Removes it.</param>
    /// <param name="input">Of which run.</param>
    public static async Task CleanUpAsync(this TaskOrchestrationContext context, string activity, object input)
    {
        try
        {
            await context.CallActivityAsync(activity, input, DurableRuns.Patiently);
        }
        catch (TaskFailedException)
        {
            // As said above.
        }
    }
}
