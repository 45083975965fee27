using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Recommendations.Editorial;

/// <summary><c>GET /v1/admin/editorial</c>: the shelves that editors fill.</summary>
public sealed class ListEditorial(EditorialShelves shelves)
{
    /// <summary>Answers with all of them, whether they are shown now or not.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(ListEditorial))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Recommendations", "List editorial shelves")]
    [Answers(200, typeof(EditorialShelvesView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/editorial")] HttpRequest request, CancellationToken cancellationToken) =>
        ApiResults.Json(new EditorialShelvesView([.. (await shelves.ListAsync(cancellationToken)).Select(EditorialShelfView.Of)]));
}
