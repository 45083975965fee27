using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Telemetry.Archive;

/// <summary>Moves, once a month, the parts of old days to cheaper tiers.</summary>
public sealed class CoolArchive(ArchiveTiers tiers)
{
    /// <summary>Moves what is due; a try that breaks off is gone on with.</summary>
    /// <param name="timer">The schedule.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("CoolArchive")]
    [FixedDelayRetry(20, "00:05:00")]
    public Task Run([TimerTrigger("0 30 3 2 * *")] TimerInfo timer, CancellationToken cancellationToken) => tiers.MoveAsync(cancellationToken);
}
