using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Platform.Telemetry.Dashboard;

/// <summary><c>GET /metrics</c>: what this instance counts and times, for Prometheus. Scrapers send an operator's token.</summary>
public sealed class GetMetrics(MetricsReader metrics)
{
    /// <summary>Answers with it.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetMetrics))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Health", "Get the metrics of this instance", Description = "In the text format of Prometheus.")]
    [Answers(200, typeof(string), MediaType = "text/plain")]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "metrics")] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return ApiResults.Text(PrometheusText.Write(metrics.Read()), PrometheusText.MediaType);
    }
}
