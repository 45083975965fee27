using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Platform.Telemetry.Dashboard;

/// <summary><c>GET /v1/admin/dashboard/data</c>: the numbers behind the dashboard; the same that <c>/metrics</c> has.</summary>
public sealed class GetDashboardData(MetricsReader metrics, TimeProvider time)
{
    /// <summary>Answers with them.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetDashboardData))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Health", "Get the numbers of the dashboard")]
    [Answers(200, typeof(DashboardData))]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/dashboard/data")] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return ApiResults.Json(new DashboardData(time.GetUtcNow(), metrics.Read()));
    }
}

/// <summary>The numbers of this instance since it began.</summary>
/// <param name="At">When they were read.</param>
/// <param name="Families">By name.</param>
public sealed record DashboardData(DateTimeOffset At, IReadOnlyList<MetricFamily> Families);
