using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Royalties.Rights;

/// <summary><c>GET /v1/admin/royalties/rates/{period}</c>: the rates of a month with every version that they had.</summary>
public sealed class GetRates(TableDesk desk)
{
    /// <summary>Answers with them.</summary>
    /// <param name="request">The request.</param>
    /// <param name="period">The month, <c>yyyy-MM</c>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("GetRates")]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Royalties", "Get a month's rates of exchange")]
    [Answers(200, typeof(WithHistory<RateList>))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(404, ErrorReason.NotFound)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/royalties/rates/{period}")] HttpRequest request, string period, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return AccountingPeriod.IsValid(period)
            ? RightsAnswers.Found(await desk.FindRatesAsync(period, cancellationToken), "No rates are set for this month.")
            : ApiErrors.InvalidPeriod();
    }
}
