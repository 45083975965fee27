using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Telemetry.Live;

/// <summary><c>GET /v1/admin/live</c>: listeners now, the last 24 hours, skip rates, anomalies, and how far behind it all is.</summary>
public sealed class GetLive(LiveStatus live)
{
    /// <summary>Answers an operator.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("GetLive")]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Operators", "Look at the service now")]
    [Answers(200, typeof(LiveAnswer))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/live")] HttpRequest request, CancellationToken cancellationToken) =>
        ApiResults.Json(await live.GetAsync(cancellationToken));
}
