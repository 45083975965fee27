using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Telemetry.Archive;

/// <summary>Compares what was sent in an hour with what the archive holds of it.</summary>
public sealed class AuditHour(ArchiveAudit audit)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">The hour.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>How the hour stands.</returns>
    [Function(nameof(AuditHour))]
    public Task<ArchiveState> Run([ActivityTrigger] SealInput input, CancellationToken cancellationToken) => audit.AuditAsync(input, cancellationToken);
}
