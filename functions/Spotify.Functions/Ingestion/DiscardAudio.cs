using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Ingestion.Steps;

namespace Spotify.Functions.Ingestion;

/// <summary>Deletes what was stored of tracks that were not published.</summary>
public sealed class DiscardAudio(AudioDisposal disposal)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">The tracks.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>How many blobs were deleted.</returns>
    [Function(nameof(DiscardAudio))]
    public Task<int> Run([ActivityTrigger] DiscardInput input, CancellationToken cancellationToken) => disposal.DiscardAsync(input, cancellationToken);
}
