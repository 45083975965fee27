using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Telemetry.Taste;

/// <summary><c>GET /v1/me/top/{type}</c>: what the listener likes most, in the Spotify Web API's shape.</summary>
public sealed class GetTopItems(TopTracks tracks)
{
    /// <summary>Answers with a page of the ranking.</summary>
    /// <param name="request">The request.</param>
    /// <param name="type"><c>tracks</c>; the catalogue has no artists to show yet.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("GetTopItems")]
    [Access(AccessKind.Listener, "user-top-read")]
    [Operation("Listener", "Get a listener's top items")]
    [Query("time_range", "Over what time.", Values = "short_term medium_term long_term", Default = "medium_term")]
    [Query("limit", "How many, 1 to 50.", Type = typeof(int), Default = "20")]
    [Query("offset", "From which place on.", Type = typeof(int), Default = "0")]
    [Answers(200, typeof(RankingView<TrackView>))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(404, ErrorReason.NotFound)]
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
