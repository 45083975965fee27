using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Royalties.Settlement;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;
using Spotify.Functions.Royalties.Inputs;

namespace Spotify.Functions.Royalties.Rights;

/// <summary><c>PUT /v1/admin/royalties/charges/{id}</c>: a cost or an advance that earnings pay back.</summary>
public sealed class PutCharge(ChargeDesk desk)
{
    /// <summary>Sets a charge.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The id.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("PutCharge")]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Royalties", "Set a cost or an advance")]
    [Accepts(typeof(ChargeRequest))]
    [Answers(200, typeof(Versioned<FrozenCharge>))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(409, ErrorReason.Conflict)]
    [Refuses(413, ErrorReason.TooLarge)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "v1/admin/royalties/charges/{id}")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var body = await RequestBody.ReadJsonAsync<ChargeRequest>(request, RightsAnswers.MaxBytes, cancellationToken);
        if (body.IsRefused)
            return body.Error;
        var charge = body.Value.ToCharge(id);
        if (RightsAnswers.Refusal(ChargeRules.Find(id, charge.Kind, charge.Party, charge.Period, charge.Amount)) is { } refusal)
            return refusal;
        return RightsAnswers.Of(await desk.PutAsync(charge, request.HttpContext.GetCaller().Subject, cancellationToken));
    }
}
