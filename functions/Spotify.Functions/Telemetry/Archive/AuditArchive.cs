using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Telemetry.Archive;

/// <summary>Looks, once an hour, at all hours that may still change: also at those of which nothing ever arrived, which sealing would never see.</summary>
public sealed class AuditArchive(ArchiveAudit audit)
{
    /// <summary>Audits.</summary>
    /// <param name="timer">The schedule.</param>
    /// <param name="cancellationToken">Stops the work; the next run does it again.</param>
    [Function("AuditArchive")]
    public Task Run([TimerTrigger("0 50 * * * *")] TimerInfo timer, CancellationToken cancellationToken) => audit.AuditRecentAsync(cancellationToken);
}
