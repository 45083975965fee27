using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Spotify.Functions.Platform.Durable;

namespace Spotify.Functions.Playback.ReleaseDay;

/// <summary>Begins, every two minutes, to read ahead what is about to open.</summary>
public sealed class StartWarming(ReleaseWarming warming)
{
    /// <summary>Starts <see cref="WarmRelease"/> once for each moment of a release, however often the timer fires.</summary>
    /// <param name="timer">The timer.</param>
    /// <param name="client">Starts the orchestration.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(StartWarming))]
    public async Task Run([TimerTrigger("30 */2 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        foreach (var release in await warming.DueAsync(cancellationToken))
            await client.StartOnceAsync(nameof(WarmRelease), EmbargoDocument.InstanceOf(release.At, release.AlbumId), release, cancellationToken);
    }
}
