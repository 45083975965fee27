using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Ingestion.Steps;

namespace Spotify.Functions.Ingestion;

/// <summary>Deletes audio that an update has replaced, once no address that was signed for it lasts any longer.</summary>
public sealed class DiscardReplacedAudio(AudioDisposal disposal)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">The audio.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>How many blobs were deleted.</returns>
    [Function(nameof(DiscardReplacedAudio))]
    public Task<int> Run([ActivityTrigger] ReplacedAudioInput input, CancellationToken cancellationToken) => disposal.DiscardReplacedAsync(input, cancellationToken);
}
