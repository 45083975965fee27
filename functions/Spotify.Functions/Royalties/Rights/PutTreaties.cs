using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Royalties.Settlement;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Royalties.Rights;

/// <summary><c>PUT /v1/admin/royalties/treaties</c>: the rates of withholding tax.</summary>
public sealed class PutTreaties(TableDesk desk)
{
    /// <summary>Sets them in the place of those that were there.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("PutTreaties")]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Royalties", "Set the rates of withholding tax")]
    [Accepts(typeof(TreatiesRequest))]
    [Answers(200, typeof(Versioned<TreatyList>))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(409, ErrorReason.Conflict)]
    [Refuses(413, ErrorReason.TooLarge)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "v1/admin/royalties/treaties")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var body = await RequestBody.ReadJsonAsync<TreatiesRequest>(request, RightsAnswers.MaxBytes, cancellationToken);
        if (body.IsRefused)
            return body.Error;
        var rates = body.Value.ToRates();
        if (RightsAnswers.Refusal(TreatyTable.Find(rates)) is { } refusal)
            return refusal;
        return RightsAnswers.Of(await desk.PutTreatiesAsync(new TreatyList(rates), request.HttpContext.GetCaller().Subject, cancellationToken));
    }
}
