using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Catalog.Playlists;

/// <summary><c>GET /v1/browse/featured-playlists</c>: featured playlists, of which there are none yet.</summary>
public static class GetFeaturedPlaylists
{
    /// <summary>Answers as long as there are no playlists yet.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetFeaturedPlaylists))]
    [Access(AccessKind.App)]
    [Limit(LimitKind.General)]
    [Operation("Playlists", "Get featured playlists")]
    [Query("locale", CatalogQueries.Locale)]
    [Query("limit", CatalogQueries.Limit, Type = typeof(int), Default = "20")]
    [Query("offset", CatalogQueries.Offset, Type = typeof(int), Default = "0")]
    [Answers(200, typeof(FeaturedPlaylistsView))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    public static IResult Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/browse/featured-playlists")] HttpRequest request) =>
        NoPlaylists.Featured(request);
}
