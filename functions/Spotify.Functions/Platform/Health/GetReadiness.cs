using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Platform.Health;

/// <summary><c>GET /health/ready</c>: whether what the application stands on is there; 503 where something is not.</summary>
public sealed class GetReadiness(Readiness readiness)
{
    /// <summary>Asks all checks.</summary>
    [Function("GetReadiness")]
    [Access(AccessKind.Public)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health/ready")] HttpRequest request, CancellationToken cancellationToken)
    {
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        var report = await readiness.GetAsync().WaitAsync(cancellationToken);
        return ApiResults.Json(report, report.Status == ReadinessStatus.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
