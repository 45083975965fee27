using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Telemetry.Taste;

/// <summary><c>GET /v1/me/player/recently-played</c>: what the listener played last, in the Spotify Web API's shape.</summary>
public sealed class GetRecentlyPlayed(RecentPlays plays)
{
    /// <summary>Answers with a page of plays that were heard, newest first.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("GetRecentlyPlayed")]
    [Access(AccessKind.Listener, "user-read-recently-played")]
    [Operation("Listener", "Get recently played tracks")]
    [Query("limit", "How many, 1 to 50.", Type = typeof(int), Default = "20")]
    [Query("after", "Only what is newer: milliseconds since 1970. Not together with before.", Type = typeof(long))]
    [Query("before", "Only what is older: milliseconds since 1970.", Type = typeof(long))]
    [Answers(200, typeof(RecentlyPlayedView))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/me/player/recently-played")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return RecentlyPlayedQuery.TryRead(request.Query, out var query, out var fault)
            ? ApiResults.Json(await plays.PageAsync(request.HttpContext.GetCaller(), query, PageLinks.AddressOf(request), cancellationToken))
            : ApiErrors.InvalidRequest(fault);
    }
}
