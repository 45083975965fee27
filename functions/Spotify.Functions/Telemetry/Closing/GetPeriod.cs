using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Telemetry.Closing;

/// <summary><c>GET /v1/admin/periods/{period}</c>: where a month stands, how far its closing is, what it came to.</summary>
public sealed class GetPeriod(PeriodStatus periods)
{
    /// <summary>Answers with a <see cref="PeriodView"/>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="period">The month, <c>yyyy-MM</c>.</param>
    /// <param name="client">Knows the closing.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("GetPeriod")]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Operators", "Look at a month's closing")]
    [Answers(200, typeof(PeriodView))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/periods/{period}")] HttpRequest request,
        string period,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        AccountingPeriod.IsValid(period)
            ? ApiResults.Json(await periods.FindAsync(period, client, cancellationToken))
            : ApiErrors.InvalidPeriod();
}
