using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Royalties.Parties;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Royalties.Rights;

/// <summary><c>GET /v1/admin/royalties/parties/{party}</c>: a party with every version that it had.</summary>
public sealed class GetParty(PartyDesk desk)
{
    /// <summary>Answers with it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="party">The party.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("GetParty")]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Royalties", "Get a party")]
    [Answers(200, typeof(WithHistory<Party>))]
    [Refuses(404, ErrorReason.NotFound)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/royalties/parties/{party}")] HttpRequest request, string party, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return RightsAnswers.Found(await desk.FindWithHistoryAsync(party, cancellationToken), "There is no such party.");
    }
}
