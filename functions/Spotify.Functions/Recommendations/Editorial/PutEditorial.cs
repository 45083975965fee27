using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Recommendations.Editorial;

/// <summary><c>PUT /v1/admin/editorial/{name}</c>: an editor fills a shelf.</summary>
public sealed class PutEditorial(EditorialShelves shelves, TimeProvider time)
{
    private const long MaxBytes = 64 * 1024;

    /// <summary>Puts the shelf in the place of the one of its name; listeners see it within a minute.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">The shelf's name.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(PutEditorial))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Recommendations", "Put an editorial shelf")]
    [Accepts(typeof(EditorialRequest))]
    [Answers(200, typeof(EditorialShelfView))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(409, ErrorReason.Conflict)]
    [Refuses(413, ErrorReason.TooLarge)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "v1/admin/editorial/{name}")] HttpRequest request, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!EditorialShelf.IsName(name))
            return ApiErrors.InvalidRequest("A shelf's name is 1 to 64 of a-z, 0-9 and hyphens.");
        var body = await RequestBody.ReadJsonAsync<EditorialRequest>(request, MaxBytes, cancellationToken);
        if (body.IsRefused)
            return body.Error;
        var shelf = body.Value.ToShelf(name, request.HttpContext.GetCaller().Subject, time.GetUtcNow());
        if (shelf.FindFault() is { } fault)
            return ApiErrors.InvalidRequest(fault);
        return await shelves.PutAsync(shelf, cancellationToken) ? ApiResults.Json(EditorialShelfView.Of(shelf)) : ApiErrors.Conflict("There are 200 shelves, and no more may be: remove one.");
    }
}
