using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Royalties.Agreements;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Royalties.Rights;

/// <summary><c>PUT /v1/admin/royalties/agreements/{licensor}/{id}</c>: what was agreed with a licensor.</summary>
public sealed class PutAgreement(AgreementDesk desk)
{
    /// <summary>Takes an agreement, or its next version.</summary>
    /// <param name="request">The request.</param>
    /// <param name="licensor">The licensor: a label, or a publisher.</param>
    /// <param name="id">The id.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("PutAgreement")]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Royalties", "Set an agreement")]
    [Accepts(typeof(AgreementRequest))]
    [Answers(200, typeof(Versioned<Agreement>))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(409, ErrorReason.Conflict)]
    [Refuses(413, ErrorReason.TooLarge)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "v1/admin/royalties/agreements/{licensor}/{id}")] HttpRequest request, string licensor, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var body = await RequestBody.ReadJsonAsync<AgreementRequest>(request, RightsAnswers.MaxBytes, cancellationToken);
        if (body.IsRefused)
            return body.Error;
        var agreement = body.Value.ToAgreement(licensor, id);
        if (RightsAnswers.Refusal(AgreementRules.Find(agreement)) is { } refusal)
            return refusal;
        return RightsAnswers.Of(await desk.PutAsync(agreement, request.HttpContext.GetCaller().Subject, cancellationToken));
    }
}
