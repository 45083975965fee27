using Spotify.Functions.Catalog.Artists;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Recommendations.Serving;

namespace Spotify.Functions.Recommendations.Products;

/// <summary>Artists whom an artist's listeners play too, by the vectors of the model that serves.</summary>
internal sealed class FanArtists(IRecommendations recommendations, ModelIndexes indexes, ListenerSessions sessions, TimeProvider time) : IFanArtists
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> NearAsync(string artist, int count, Caller caller, CancellationToken cancellationToken)
    {
        if (recommendations.Model is not { } loaded
            || await sessions.InTimeAsync("the index of a model", async token => (Core.Recommendations.Lists.ModelIndex?)await indexes.OfAsync(loaded.Model).WaitAsync(token), cancellationToken) is not { } index)
            return [];
        var now = time.GetUtcNow();
        var hour = new DateTimeOffset(now.UtcDateTime.Date.AddHours(now.UtcDateTime.Hour), TimeSpan.Zero);
        return [.. (index.Artists.Near(artist) ?? []).Where(other => index.OfArtist(other).Any(row => loaded.Model.Catalogue.IsLicensed(row, caller.Country, caller.Tier, hour))).Take(count)];
    }
}
