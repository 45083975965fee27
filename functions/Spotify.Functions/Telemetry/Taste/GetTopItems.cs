using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Telemetry.Taste;

/// <summary><c>GET /v1/me/top/{type}</c>: what the listener likes most, in the Spotify Web API's shape.</summary>
public sealed class GetTopItems(TopTracks tracks, TopArtists artists)
{
    /// <summary>Answers with a page of the ranking.</summary>
    /// <param name="request">The request.</param>
    /// <param name="type"><c>artists</c> or <c>tracks</c>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("GetTopItems")]
    [Access(AccessKind.Listener, "user-top-read")]
    [Operation("Listener", "Get a listener's top items")]
    [Query("time_range", "Over what time.", Values = "short_term medium_term long_term", Default = "medium_term")]
    [Query("limit", "How many, 1 to 50.", Type = typeof(int), Default = "20")]
    [Query("offset", "From which place on.", Type = typeof(int), Default = "0")]
    [Answers(200, typeof(RankingView<TrackView>))]
    [Answers(200, typeof(RankingView<ArtistView>))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(404, ErrorReason.NotFound)]
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
            ? ApiResults.Json(await artists.PageAsync(caller, query, PageLinks.AddressOf(request), cancellationToken))
            : ApiResults.Json(await tracks.PageAsync(caller, query, PageLinks.AddressOf(request), cancellationToken));
    }
}
