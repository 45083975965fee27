using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Recommendations.Editorial;

/// <summary><c>DELETE /v1/admin/editorial/{name}</c>: an editor removes a shelf.</summary>
public sealed class DeleteEditorial(EditorialShelves shelves)
{
    /// <summary>Removes it; listeners see it for a minute at the most.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">The shelf's name.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(DeleteEditorial))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Recommendations", "Remove an editorial shelf")]
    [Answers(204)]
    [Refuses(404, ErrorReason.NotFound)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "v1/admin/editorial/{name}")] HttpRequest request, string name, CancellationToken cancellationToken) =>
        await shelves.RemoveAsync(name, cancellationToken) ? ApiResults.NoContent() : ApiErrors.NotFound("There is no such shelf.");
}
