using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Spotify.Core;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Caching;
using Spotify.Functions.Platform.Telemetry;
using Spotify.Functions.Telemetry.Taste;

namespace Spotify.Functions.Search;

/// <summary>
/// The artists whom a listener hears most and likes. Nobody waits long for them: a search whose listener's taste is not known within 30 ms is ranked without it, while the
/// taste is read on and kept for the next one.
/// </summary>
public sealed partial class ListenerFavourites
{
    /// <summary>Of one whose taste is not known.</summary>
    internal static readonly IReadOnlySet<string> None = FrozenSet<string>.Empty;

    /// <summary>How long a search waits.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(30);

    private const int MostTracks = 200;
    private const int MostArtists = 50;
    private const int Capacity = 20_000;

    private readonly ITaste? _taste;
    private readonly ICatalog _catalog;
    private readonly TimeProvider _time;
    private readonly ILogger<ListenerFavourites> _logger;
    private readonly ReadThroughCache<FrozenSet<string>> _cache;

    /// <summary>Creates the service.</summary>
    /// <param name="tastes">What is known of tastes: one or none.</param>
    /// <param name="catalog">Tells whose a track is.</param>
    /// <param name="metrics">Counts the cache's hits.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">For what goes wrong.</param>
    public ListenerFavourites(IEnumerable<ITaste> tastes, ICatalog catalog, SpotifyMetrics metrics, TimeProvider time, ILogger<ListenerFavourites> logger)
    {
        (_taste, _catalog, _time, _logger) = (tastes.FirstOrDefault(), catalog, time, logger);
        var options = new ReadThroughCacheOptions
        {
            Capacity = Capacity,
            FreshFor = TimeSpan.FromMinutes(10),
            ConfirmWithin = TimeSpan.FromHours(6),
            AbsentFor = TimeSpan.FromMinutes(1),
            LoadTimeout = TimeSpan.FromSeconds(2),
        };
        _cache = new ReadThroughCache<FrozenSet<string>>("favourites", options, ReadAsync, static (one, other) => one.SetEquals(other), metrics, time);
    }

    /// <summary>Ids of the listener's artists; empty where nothing is known in time.</summary>
    /// <param name="userId">The listener.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    public async ValueTask<IReadOnlySet<string>> OfAsync(string userId, CancellationToken cancellationToken)
    {
        if (_taste is null)
            return None;
        try
        {
            var reading = _cache.GetAsync(userId, cancellationToken);
            return (reading.IsCompletedSuccessfully ? reading.Result : await reading.AsTask().WaitAsync(Patience, _time, cancellationToken)) ?? None;
        }
        catch (TimeoutException)
        {
            return None;
        }
        catch (TransientException exception)
        {
            TasteUnknown(exception);
            return None;
        }
    }

    private async Task<FrozenSet<string>?> ReadAsync(string userId, CancellationToken cancellationToken)
    {
        var liked = (await _taste!.GetEngagementAsync(userId, cancellationToken)).TakeWhile(track => track.Value > 0).Take(MostTracks);
        var weights = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var track in liked)
        {
            if (await _catalog.FindTrackAsync(track.Track.ToString(), cancellationToken) is not { } found)
                continue;
            foreach (var artist in found.Track.Artists)
                weights[artist.Id] = weights.GetValueOrDefault(artist.Id) + track.Value;
        }

        return weights.Count == 0 ? null : weights.OrderByDescending(artist => artist.Value).Take(MostArtists).Select(artist => artist.Key).ToFrozenSet(StringComparer.Ordinal);
    }

    [LoggerMessage(EventId = 8502, Level = LogLevel.Warning, Message = "A listener's taste could not be read; the search is ranked without it.")]
    private partial void TasteUnknown(Exception exception);
}
