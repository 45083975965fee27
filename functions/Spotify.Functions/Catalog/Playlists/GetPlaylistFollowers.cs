using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Catalog.Playlists;

/// <summary><c>GET /v1/playlists/{id}/followers/contains</c>: whether the listener follows a playlist; there are none yet.</summary>
public static class GetPlaylistFollowers
{
    /// <summary>Answers that there is no such playlist.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The playlist.</param>
    [Function(nameof(GetPlaylistFollowers))]
    [Access(AccessKind.App)]
    [Limit(LimitKind.General)]
    [Operation("Playlists", "Check whether the listener follows a playlist")]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(404, ErrorReason.NotFound)]
    public static IResult Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/playlists/{id}/followers/contains")] HttpRequest request, string id) =>
        NoPlaylists.NotFound(id);
}
