using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Recommendations.Editorial;

/// <summary><c>GET /v1/admin/editorial/{name}</c>: a shelf that editors fill.</summary>
public sealed class GetEditorial(EditorialShelves shelves)
{
    /// <summary>Answers with the shelf.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">The shelf's name.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetEditorial))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Recommendations", "Get an editorial shelf")]
    [Answers(200, typeof(EditorialShelfView))]
    [Refuses(404, ErrorReason.NotFound)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/editorial/{name}")] HttpRequest request, string name, CancellationToken cancellationToken) =>
        await shelves.FindAsync(name, cancellationToken) is { } shelf ? ApiResults.Json(EditorialShelfView.Of(shelf)) : ApiErrors.NotFound("There is no such shelf.");
}
