using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Platform.Health;

/// <summary><c>GET /health/ready</c>: whether what the application stands on is there; 503 where something is not.</summary>
public sealed class GetReadiness(Readiness readiness)
{
    /// <summary>Asks all checks.</summary>
    [Function("GetReadiness")]
    [Access(AccessKind.Public)]
    [Limit(LimitKind.None)]
    [Operation("Health", "Tell whether everything it stands on is there", Description = "503 has the same body and names what is missing.")]
    [Answers(200, typeof(ReadinessReport))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health/ready")] HttpRequest request, CancellationToken cancellationToken)
    {
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        var report = await readiness.GetAsync().WaitAsync(cancellationToken);
        return ApiResults.Json(report, report.Status == ReadinessStatus.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
