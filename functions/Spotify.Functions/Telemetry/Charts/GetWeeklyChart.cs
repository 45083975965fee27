using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Telemetry.Charts;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Telemetry.Charts;

/// <summary><c>GET /v1/charts/weekly</c>: the weekly top 50 of a market or of the world.</summary>
public sealed class GetWeeklyChart(ChartReader charts)
{
    /// <summary>Answers with the chart.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetWeeklyChart))]
    [Access(AccessKind.Listener)]
    [Operation("Charts", "Get the weekly chart")]
    [Query("market", "A country as ISO 3166-1 has it, or global; the caller's where it is left out.")]
    [Query("date", "A day such as 2026-11-20; the newest chart where it is left out.")]
    [Query("limit", "How many, 1 to 50.", Type = typeof(int), Default = "50")]
    [Answers(200, typeof(ChartAnswer))]
    [Answers(304)]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(404, ErrorReason.NotFound)]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/charts/weekly")] HttpRequest request, CancellationToken cancellationToken) =>
        charts.AnswerAsync(request, ChartPeriod.Weekly, cancellationToken);
}
