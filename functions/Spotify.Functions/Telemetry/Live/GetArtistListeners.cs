using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Catalog;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Telemetry.Live;

/// <summary><c>GET /v1/artists/{id}/listeners</c>: the distinct listeners of an artist in the last 28 days.</summary>
public sealed class GetArtistListeners(LiveStatus live)
{
    /// <summary>Answers with the number; 0 for an artist whom nobody has played.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The artist.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("GetArtistListeners")]
    [Access(AccessKind.Listener)]
    [Operation("Charts", "Get an artist's monthly listeners")]
    [Answers(200, typeof(ArtistListenersAnswer))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/artists/{id}/listeners")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) => SpotifyId.IsValid(id)
            ? ApiResults.Json(await live.GetArtistAsync(id, cancellationToken))
            : ApiErrors.InvalidRequest("The id of an artist is 22 characters of base62.");
}
