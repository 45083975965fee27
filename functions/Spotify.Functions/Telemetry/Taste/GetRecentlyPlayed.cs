using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Telemetry.Taste;

/// <summary><c>GET /v1/me/player/recently-played</c>: what the listener played last, in the Spotify Web API's shape.</summary>
public sealed class GetRecentlyPlayed(RecentPlays plays)
{
    /// <summary>Answers with a page of plays that were heard, newest first.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("GetRecentlyPlayed")]
    [Access(AccessKind.Listener)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/me/player/recently-played")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return RecentlyPlayedQuery.TryRead(request.Query, out var query, out var fault)
            ? ApiResults.Json(await plays.PageAsync(request.HttpContext.GetCaller(), query, request.Address(), cancellationToken))
            : ApiErrors.InvalidRequest(fault);
    }
}
