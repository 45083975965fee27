using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Catalog.Playlists;

/// <summary><c>GET /v1/playlists/{id}</c>: a playlist; there are none yet.</summary>
public static class GetPlaylist
{
    /// <summary>Answers that there is no such playlist.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The playlist.</param>
    [Function(nameof(GetPlaylist))]
    [Access(AccessKind.App)]
    [Limit(LimitKind.General)]
    [Operation("Playlists", "Get a playlist")]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(404, ErrorReason.NotFound)]
    public static IResult Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/playlists/{id}")] HttpRequest request, string id) =>
        NoPlaylists.NotFound(id);
}
