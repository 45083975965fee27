using Microsoft.Extensions.Logging;
using Spotify.Functions.Telemetry.Live;

namespace Spotify.Functions.Catalog;

/// <summary>Numbers as ornaments: where they are missing, slow or broken, a thing is described without them.</summary>
/// <param name="counts">Play counts.</param>
/// <param name="popularity">Popularity.</param>
/// <param name="live">Listeners; none where telemetry is not part of the application.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Hears what went wrong.</param>
public sealed partial class CatalogFigures(PlayCountReader counts, IPopularity popularity, IEnumerable<LiveStatus> live, TimeProvider time, ILogger<CatalogFigures> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);
    private static readonly Dictionary<string, int> Unknown = [];

    private readonly LiveStatus? _live = live.FirstOrDefault();

    /// <summary>Counted plays of a track, or null where they cannot be had within 200 ms.</summary>
    /// <param name="trackId">The track.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    public Task<long?> CountAsync(string trackId, CancellationToken cancellationToken) => counts.FindAsync(trackId, cancellationToken);

    /// <summary>The popularity of each id; what is missing in the answer is not known, and stands as 0.</summary>
    /// <param name="ids">Ids of tracks, albums or artists.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    public async ValueTask<IReadOnlyDictionary<string, int>> PopularityAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        try
        {
            var reading = popularity.GetAsync(ids, cancellationToken);
            return reading.IsCompletedSuccessfully ? reading.Result : await reading.AsTask().WaitAsync(Patience, time, cancellationToken);
        }
#pragma warning disable CA1031 // Whatever is wrong with the popularity, things are described all the same.
        catch (Exception problem) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogNoPopularity(ids.Count, problem);
            return Unknown;
        }
    }

    /// <summary>The distinct listeners of an artist in the last 28 days, or null where they cannot be had within 200 ms.</summary>
    /// <param name="artistId">The artist.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    public async Task<long?> ListenersAsync(string artistId, CancellationToken cancellationToken)
    {
        if (_live is null)
            return null;
        try
        {
            return (await _live.GetArtistAsync(artistId, cancellationToken).WaitAsync(Patience, time, cancellationToken)).MonthlyListeners;
        }
#pragma warning disable CA1031 // Whatever is wrong with the listeners, the artist is described all the same.
        catch (Exception problem) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogNoListeners(artistId, problem);
            return null;
        }
    }

    [LoggerMessage(EventId = 4002, Level = LogLevel.Warning, Message = "The popularity of {Count} things could not be had")]
    private partial void LogNoPopularity(int count, Exception problem);

    [LoggerMessage(EventId = 4003, Level = LogLevel.Warning, Message = "The monthly listeners of artist {ArtistId} could not be had")]
    private partial void LogNoListeners(string artistId, Exception problem);
}
