using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Royalties.Periods;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Royalties.Periods;

/// <summary>The months that are closed or further.</summary>
/// <param name="Periods">In order.</param>
public sealed record RoyaltyPeriodList(IReadOnlyList<RoyaltyPeriod> Periods);

/// <summary><c>GET /v1/admin/royalties</c>: where every closed month stands, and who took it there.</summary>
public sealed class ListRoyaltyPeriods(IRoyaltyPeriods periods)
{
    /// <summary>Answers with the months.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("ListRoyaltyPeriods")]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Royalties", "List the months of royalties")]
    [Answers(200, typeof(RoyaltyPeriodList))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/royalties")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ApiResults.Json(new RoyaltyPeriodList(await periods.ListAsync(cancellationToken)));
    }
}
