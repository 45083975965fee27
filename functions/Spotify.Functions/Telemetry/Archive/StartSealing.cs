using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Spotify.Functions.Platform.Durable;

namespace Spotify.Functions.Telemetry.Archive;

/// <summary>Begins, once an hour, the sealing of every hour that has something to seal.</summary>
public sealed partial class StartSealing(ArchiveSealing sealing, TimeProvider time, ILogger<StartSealing> logger)
{
    /// <summary>Starts <see cref="SealArchive"/> once for each hour, and once more in each later hour in which something came late.</summary>
    /// <param name="timer">The schedule.</param>
    /// <param name="client">Starts the orchestrations.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("StartSealing")]
    public async Task Run([TimerTrigger("0 20 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        var late = time.GetUtcNow().ToString("yyyyMMddHH", CultureInfo.InvariantCulture);
        foreach (var hub in ArchivedHubs.All)
        {
            foreach (var hour in await sealing.FindDueAsync(hub, cancellationToken))
            {
                var first = hour.ToInstanceId();
                if (await client.StartOnceAsync(nameof(SealArchive), first, hour, cancellationToken)
                    || (await client.GetInstanceAsync(first, cancellationToken) is { IsRunning: false }
                        && await client.StartOnceAsync(nameof(SealArchive), $"{first}-{late}", hour, cancellationToken)))
                    Started(hour.Hub, hour.Hour);
            }
        }
    }

    [LoggerMessage(EventId = 5806, Level = LogLevel.Information, Message = "Hub {Hub}, hour {Hour}: sealing begins")]
    private partial void Started(string hub, string hour);
}
