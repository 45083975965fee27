using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Royalties.Agreements;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Royalties.Rights;

/// <summary><c>GET /v1/admin/royalties/agreements/{licensor}</c>: all agreements of a licensor.</summary>
public sealed class ListAgreements(AgreementDesk desk)
{
    /// <summary>Answers with them.</summary>
    /// <param name="request">The request.</param>
    /// <param name="licensor">The licensor: a label, or a publisher.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("ListAgreements")]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Royalties", "List a licensor's agreements")]
    [Answers(200, typeof(RightsList<Versioned<Agreement>>))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/royalties/agreements/{licensor}")] HttpRequest request, string licensor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ApiResults.Json(new RightsList<Versioned<Agreement>>(await desk.ListAsync(licensor, cancellationToken)));
    }
}
