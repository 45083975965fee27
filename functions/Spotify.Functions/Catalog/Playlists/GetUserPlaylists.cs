using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Catalog.Playlists;

/// <summary><c>GET /v1/users/{id}/playlists</c>: a user's playlists, of which there are none yet.</summary>
public static class GetUserPlaylists
{
    /// <summary>Answers as long as there are no playlists yet.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The user.</param>
    [Function(nameof(GetUserPlaylists))]
    [Access(AccessKind.App)]
    [Limit(LimitKind.General)]
    [Operation("Playlists", "Get a user's playlists")]
    [Query("limit", CatalogQueries.Limit, Type = typeof(int), Default = "20")]
    [Query("offset", CatalogQueries.Offset, Type = typeof(int), Default = "0")]
    [Answers(200, typeof(PageView<PlaylistView>))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    public static IResult Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/users/{id}/playlists")] HttpRequest request, string id) =>
        NoPlaylists.Page(request);
}
