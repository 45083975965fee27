using Microsoft.Extensions.Logging;
using Spotify.Functions.Telemetry;

namespace Spotify.Functions.Catalog;

/// <summary>Play counts as an ornament: where they are missing, slow or broken, a track is described without one.</summary>
/// <param name="counts">The service; none where telemetry is not part of the application.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Hears what went wrong.</param>
public sealed partial class PlayCountReader(IEnumerable<IPlayCounts> counts, TimeProvider time, ILogger<PlayCountReader> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    private readonly IPlayCounts? _counts = counts.FirstOrDefault();

    /// <summary>Counted plays of a track, or null where they cannot be had within 200 ms.</summary>
    /// <param name="trackId">The track.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    public async Task<long?> FindAsync(string trackId, CancellationToken cancellationToken)
    {
        if (_counts is null)
            return null;
        try
        {
            return await _counts.GetTrackCountAsync(trackId, cancellationToken).AsTask().WaitAsync(Patience, time, cancellationToken);
        }
#pragma warning disable CA1031 // Whatever is wrong with the counts, the track is described all the same.
        catch (Exception problem) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogNoCount(trackId, problem);
            return null;
        }
    }

    [LoggerMessage(EventId = 4001, Level = LogLevel.Warning, Message = "The play count of track {TrackId} could not be had")]
    private partial void LogNoCount(string trackId, Exception problem);
}
