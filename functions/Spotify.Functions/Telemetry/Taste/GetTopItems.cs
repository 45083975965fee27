using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Telemetry.Taste;

/// <summary><c>GET /v1/me/top/{type}</c>: what the listener likes most, in the Spotify Web API's shape.</summary>
public sealed class GetTopItems(TopTracks tracks, TopArtists artists)
{
    /// <summary>Answers with a page of the ranking.</summary>
    /// <param name="request">The request.</param>
    /// <param name="type"><c>artists</c> or <c>tracks</c>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("GetTopItems")]
    [Access(AccessKind.Listener)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/me/top/{type}")] HttpRequest request, string type, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (type is not ("artists" or "tracks"))
            return ApiErrors.NotFound("There is no such ranking: ask for v1/me/top/artists or v1/me/top/tracks.");
        if (!TopQuery.TryRead(request.Query, out var query, out var fault))
            return ApiErrors.InvalidRequest(fault);
        var caller = request.HttpContext.GetCaller();
        return type == "artists"
            ? ApiResults.Json(await artists.PageAsync(caller, query, request.Address(), cancellationToken))
            : ApiResults.Json(await tracks.PageAsync(caller, query, request.Address(), cancellationToken));
    }
}
