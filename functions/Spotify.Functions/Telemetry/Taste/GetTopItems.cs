using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Telemetry.Taste;

/// <summary><c>GET /v1/me/top/{type}</c>: what the listener likes most, in the Spotify Web API's shape.</summary>
public sealed class GetTopItems(TopTracks tracks)
{
    /// <summary>Answers with a page of the ranking.</summary>
    /// <param name="request">The request.</param>
    /// <param name="type"><c>tracks</c>; the catalogue has no artists to show yet.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("GetTopItems")]
    [Access(AccessKind.Listener)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/me/top/{type}")] HttpRequest request, string type, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (type == "artists")
            return ApiErrors.NotFound("Top artists are not to be had: the catalogue shows no artists yet. Ask for v1/me/top/tracks.");
        if (type != "tracks")
            return ApiErrors.NotFound("There is no such ranking: ask for v1/me/top/tracks.");
        return TopQuery.TryRead(request.Query, out var query, out var fault)
            ? ApiResults.Json(await tracks.PageAsync(request.HttpContext.GetCaller(), query, request.Address(), cancellationToken))
            : ApiErrors.InvalidRequest(fault);
    }
}
