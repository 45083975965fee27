using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Catalog;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Catalog.Operators;

/// <summary><c>DELETE /v1/admin/catalog/{kind}/{id}</c>: an operator withdraws what was imported.</summary>
public sealed class WithdrawFromCatalog(CatalogImports imports)
{
    /// <summary>Withdraws it, with all that it holds.</summary>
    /// <param name="request">The request.</param>
    /// <param name="kind"><c>show</c>, <c>episode</c>, <c>audiobook</c> or <c>chapter</c>.</param>
    /// <param name="id">What is withdrawn.</param>
    /// <param name="cancellationToken">Stops the work; the same request again finishes it.</param>
    [Function(nameof(WithdrawFromCatalog))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Operators", "Withdraw a show, episode, audiobook or chapter")]
    [Answers(204)]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(404, ErrorReason.NotFound)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "v1/admin/catalog/{kind}/{id}")] HttpRequest request, string kind, string id, CancellationToken cancellationToken)
    {
        if (kind is not (CatalogKinds.Show or CatalogKinds.Episode or CatalogKinds.Audiobook or CatalogKinds.Chapter))
            return ApiErrors.InvalidRequest("Shows, episodes, audiobooks and chapters are withdrawn here; releases are by their label.");
        if (!SpotifyId.IsValid(id))
            return ApiErrors.InvalidRequest($"The id of such a {kind} is 22 characters of base62.");
        return await imports.WithdrawAsync(kind, id, cancellationToken) ? ApiResults.NoContent() : ApiErrors.NotFound($"There is no such {kind}.");
    }
}
