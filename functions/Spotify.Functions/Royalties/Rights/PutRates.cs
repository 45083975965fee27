using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Royalties.Money;
using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Royalties.Rights;

/// <summary><c>PUT /v1/admin/royalties/rates/{period}</c>: the rates of exchange of a month.</summary>
public sealed class PutRates(TableDesk desk)
{
    /// <summary>Sets them in the place of those that were there.</summary>
    /// <param name="request">The request.</param>
    /// <param name="period">The month, <c>yyyy-MM</c>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("PutRates")]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Royalties", "Set a month's rates of exchange")]
    [Accepts(typeof(RatesRequest))]
    [Answers(200, typeof(Versioned<RateList>))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(409, ErrorReason.Conflict)]
    [Refuses(413, ErrorReason.TooLarge)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "v1/admin/royalties/rates/{period}")] HttpRequest request, string period, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!AccountingPeriod.IsValid(period))
            return ApiErrors.InvalidPeriod();
        var body = await RequestBody.ReadJsonAsync<RatesRequest>(request, RightsAnswers.MaxBytes, cancellationToken);
        if (body.IsRefused)
            return body.Error;
        var rates = body.Value.ToRates();
        if (RightsAnswers.Refusal(RateRules.Find([.. rates.Select(rate => new RateText(rate.From, rate.To, rate.Rate))])) is { } refusal)
            return refusal;
        return RightsAnswers.Of(await desk.PutRatesAsync(period, new RateList(rates), request.HttpContext.GetCaller().Subject, cancellationToken));
    }
}
