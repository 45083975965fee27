using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;
using Spotify.Functions.Royalties.Inputs;

namespace Spotify.Functions.Royalties.Rights;

/// <summary><c>GET /v1/admin/royalties/charges/{id}</c>: a charge with every version that it had.</summary>
public sealed class GetCharge(ChargeDesk desk)
{
    /// <summary>Answers with it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The id.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("GetCharge")]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Royalties", "Get a cost or an advance")]
    [Answers(200, typeof(WithHistory<FrozenCharge>))]
    [Refuses(404, ErrorReason.NotFound)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/royalties/charges/{id}")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return RightsAnswers.Found(await desk.FindAsync(id, cancellationToken), "There is no such charge.");
    }
}
