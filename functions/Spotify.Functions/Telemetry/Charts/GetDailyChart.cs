using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Telemetry.Charts;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Telemetry.Charts;

/// <summary><c>GET /v1/charts/daily</c>: the daily top 50 of a market or of the world.</summary>
public sealed class GetDailyChart(ChartReader charts)
{
    /// <summary>Answers with the chart.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetDailyChart))]
    [Access(AccessKind.Listener)]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/charts/daily")] HttpRequest request, CancellationToken cancellationToken) =>
        charts.AnswerAsync(request, ChartPeriod.Daily, cancellationToken);
}
