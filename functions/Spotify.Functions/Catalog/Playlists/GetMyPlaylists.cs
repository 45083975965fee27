using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Catalog.Playlists;

/// <summary><c>GET /v1/me/playlists</c>: the listener's playlists, of which there are none yet.</summary>
public static class GetMyPlaylists
{
    /// <summary>Answers as long as there are no playlists yet.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetMyPlaylists))]
    [Access(AccessKind.Listener, "playlist-read-private")]
    [Limit(LimitKind.General)]
    [Operation("Playlists", "Get the listener's playlists")]
    [Query("limit", CatalogQueries.Limit, Type = typeof(int), Default = "20")]
    [Query("offset", CatalogQueries.Offset, Type = typeof(int), Default = "0")]
    [Answers(200, typeof(PageView<PlaylistView>))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    public static IResult Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/me/playlists")] HttpRequest request) =>
        NoPlaylists.Page(request);
}
