namespace Spotify.Functions.Telemetry;

/// <summary>How often tracks have been played, as listeners see it: counted plays only.</summary>
public interface IPlayCounts
{
    /// <summary>Counted plays of a track since its release; a few seconds behind what listeners do.</summary>
    /// <param name="trackId">The track; one that nobody has played, or that does not exist, has 0.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    ValueTask<long> GetTrackCountAsync(string trackId, CancellationToken cancellationToken);
}
