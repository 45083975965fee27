using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Royalties.Agreements;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Royalties.Rights;

/// <summary><c>GET /v1/admin/royalties/agreements/{licensor}/{id}</c>: an agreement with every version that it had.</summary>
public sealed class GetAgreement(AgreementDesk desk)
{
    /// <summary>Answers with it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="licensor">The licensor: a label, or a publisher.</param>
    /// <param name="id">The id.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("GetAgreement")]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Royalties", "Get an agreement")]
    [Answers(200, typeof(WithHistory<Agreement>))]
    [Refuses(404, ErrorReason.NotFound)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/royalties/agreements/{licensor}/{id}")] HttpRequest request, string licensor, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return RightsAnswers.Found(await desk.FindAsync(licensor, id, cancellationToken), "There is no such agreement.");
    }
}
