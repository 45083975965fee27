using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Catalog.Operators;

/// <summary><c>POST /v1/admin/catalog/import</c>: an operator puts shows, episodes, audiobooks and chapters into the catalogue.</summary>
public sealed class ImportCatalog(CatalogImports imports)
{
    private const long MaxBytes = 4 * 1024 * 1024;

    /// <summary>Answers with the outcome of each item; where anything is wrong, with all of it, and nothing has changed.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work; the same request again finishes it.</param>
    [Function(nameof(ImportCatalog))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Operators", "Import shows, episodes, audiobooks and chapters", Description = "At most 500 items. The same id again is the same thing, so an import may be repeated.")]
    [Accepts(typeof(ImportRequest))]
    [Answers(200, typeof(ImportView))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(413, ErrorReason.TooLarge)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/admin/catalog/import")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadJsonAsync<ImportRequest>(request, MaxBytes, cancellationToken);
        if (body.IsRefused)
            return body.Error;
        var outcome = await imports.ImportAsync(body.Value.Items, cancellationToken);
        return outcome.Faults.Count > 0 ? ApiErrors.InvalidRequest($"Nothing was imported: {string.Join("; ", outcome.Faults)}.") : ApiResults.Json(new ImportView(outcome.Results));
    }
}
