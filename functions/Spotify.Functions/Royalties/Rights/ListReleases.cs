using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Royalties.Rights;

/// <summary><c>GET /v1/admin/royalties/escrow</c>: all releases of escrow, with who made them.</summary>
public sealed class ListReleases(EscrowDesk desk)
{
    private const int MostReleases = 1000;

    /// <summary>Answers with them.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("ListReleases")]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Royalties", "List releases of escrow")]
    [Answers(200, typeof(RightsList<Versioned<EscrowRelease>>))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/royalties/escrow")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ApiResults.Json(new RightsList<Versioned<EscrowRelease>>(await desk.ListReleasesAsync(cancellationToken).Take(MostReleases).ToListAsync(cancellationToken)));
    }
}
