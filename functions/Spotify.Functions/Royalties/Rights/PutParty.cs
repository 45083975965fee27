using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Royalties.Parties;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Royalties.Rights;

/// <summary><c>PUT /v1/admin/royalties/parties/{party}</c>: somebody who is paid.</summary>
public sealed class PutParty(PartyDesk desk)
{
    /// <summary>Registers a party, or changes it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="party">The party.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("PutParty")]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Royalties", "Register a party")]
    [Accepts(typeof(PartyRequest))]
    [Answers(200, typeof(Versioned<Party>))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(409, ErrorReason.Conflict)]
    [Refuses(413, ErrorReason.TooLarge)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "v1/admin/royalties/parties/{party}")] HttpRequest request, string party, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var body = await RequestBody.ReadJsonAsync<PartyRequest>(request, RightsAnswers.MaxBytes, cancellationToken);
        if (body.IsRefused)
            return body.Error;
        var registered = body.Value.ToParty(party);
        if (RightsAnswers.Refusal(PartyRules.Find(registered)) is { } refusal)
            return refusal;
        return RightsAnswers.Of(await desk.PutAsync(registered, request.HttpContext.GetCaller().Subject, cancellationToken));
    }
}
