using Spotify.Functions.Catalog;
using Spotify.Functions.Catalog.Artists;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Recommendations.Serving;

namespace Spotify.Functions.Recommendations.Products;

/// <summary>Artists whom an artist's listeners play too: by the model's vectors, and where they know too few, by releases and genres.</summary>
public sealed class FanArtists
{
    private const int Most = 20;

    private readonly IRecommendations _recommendations;
    private readonly ModelIndexes _indexes;
    private readonly RelatedArtists _related;
    private readonly ICatalog _catalog;
    private readonly ListenerSessions _sessions;
    private readonly TimeProvider _time;

    internal FanArtists(IRecommendations recommendations, ModelIndexes indexes, RelatedArtists related, ICatalog catalog, ListenerSessions sessions, TimeProvider time) =>
        (_recommendations, _indexes, _related, _catalog, _sessions, _time) = (recommendations, indexes, related, catalog, sessions, time);

    /// <summary>Ids of the artists, the nearest first, at most twenty; each has a track that may be heard where the caller is. Null where there is no such artist.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble and the artist was not read before.</exception>
    internal async Task<IReadOnlyList<string>?> FindAsync(string artist, Caller caller, CancellationToken cancellationToken)
    {
        if (await _catalog.FindArtistAsync(artist, cancellationToken) is null)
            return null;
        List<string> found = [];
        if (_recommendations.Model is { } loaded
            && await _sessions.InTimeAsync("the index of a model", async token => (Core.Recommendations.Lists.ModelIndex?)await _indexes.OfAsync(loaded.Model).WaitAsync(token), cancellationToken) is { } index)
        {
            var now = _time.GetUtcNow();
            var hour = new DateTimeOffset(now.UtcDateTime.Date.AddHours(now.UtcDateTime.Hour), TimeSpan.Zero);
            found.AddRange((index.Artists.Near(artist) ?? []).Where(other => index.OfArtist(other).Any(row => loaded.Model.Catalogue.IsLicensed(row, caller.Country, caller.Tier, hour))).Take(Most));
        }

        if (found.Count < Most)
        {
            var related = await _sessions.InTimeAsync("related artists", async token => await _related.FindAsync(artist, token), cancellationToken) ?? [];
            found.AddRange(related.Except(found).Take(Most - found.Count));
        }

        return found;
    }
}
