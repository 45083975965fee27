using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Catalog;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Telemetry.Live;

/// <summary><c>GET /v1/admin/live/tracks/{id}</c>: a track's plays, listeners and skip rate by hour of the last 24 hours.</summary>
public sealed class GetLiveTrack(LiveStatus live)
{
    /// <summary>Answers an operator.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The track.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("GetLiveTrack")]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Operators", "Look at a track's last 24 hours")]
    [Answers(200, typeof(LiveTrackAnswer))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/live/tracks/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) => SpotifyId.IsValid(id)
            ? ApiResults.Json(await live.GetTrackAsync(id, cancellationToken))
            : ApiErrors.InvalidRequest("The id of a track is 22 characters of base62.");
}
