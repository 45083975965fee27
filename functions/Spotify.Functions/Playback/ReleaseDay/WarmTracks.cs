using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Playback.ReleaseDay;

/// <summary>Reads some tracks through the edge.</summary>
public sealed class WarmTracks(ReleaseWarming warming)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">Which tracks.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(WarmTracks))]
    public Task<WarmingReport> Run([ActivityTrigger] WarmTracksInput input, CancellationToken cancellationToken) => warming.ReadThroughEdgeAsync(input, cancellationToken);
}
