using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Royalties.Parties;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Royalties.Rights;

/// <summary><c>GET /v1/admin/royalties/parties?limit=&amp;after=</c>: everybody who is paid, a page at a time.</summary>
public sealed class ListParties(PartyDesk desk)
{
    /// <summary>Answers with a page in order of id.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(ListParties))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Royalties", "List parties")]
    [Query("limit", "Parties of a page, 1 to 100.", Type = typeof(int), Default = "50")]
    [Query("after", "The id of the last party of the page before.")]
    [Answers(200, typeof(RightsPage<Party>))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/royalties/parties")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!RowsRequest.TryLimit(request, 50, 100, out var limit, out var refusal))
            return refusal;
        string? after = request.Query["after"];
        return after is null || DocumentRules.IsValidId(after)
            ? ApiResults.Json(await desk.PageAsync(limit, after, cancellationToken))
            : ApiErrors.InvalidRequest("after: this is not the next of an earlier page.");
    }
}
