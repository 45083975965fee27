using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Platform.Health;

/// <summary><c>GET /health/live</c>: the process answers. It says nothing of what it stands on, so that a store's trouble never restarts it.</summary>
public static class GetLiveness
{
    /// <summary>Answers.</summary>
    [Function("GetLiveness")]
    [Access(AccessKind.Public)]
    [Limit(LimitKind.None)]
    [Operation("Health", "Tell that the process answers")]
    [Answers(200, typeof(Liveness))]
    public static IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health/live")] HttpRequest request)
    {
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return ApiResults.Json(Alive);
    }

    private static readonly Liveness Alive = new("live");

    private sealed record Liveness(string Status);
}
