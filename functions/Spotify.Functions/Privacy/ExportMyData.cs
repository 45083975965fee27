using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Privacy;

/// <summary><c>GET /v1/me/data</c>: everything that is kept of the caller, as a download.</summary>
public sealed class ExportMyData(PersonalDataExport export)
{
    /// <summary>Answers with JSON lines: a head, a line for each thing, and an end without which the download is not whole.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(ExportMyData))]
    [Access(AccessKind.Listener)]
    [Operation("Listener", "Download everything that is kept of the listener", Description = "JSON lines: a head, a line for each thing, and an end without which it is not whole.")]
    [Answers(200, MediaType = "application/x-ndjson")]
    [Refuses(403, ErrorReason.TokenInvalid)]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/me/data")] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var user = request.HttpContext.GetCaller().Subject;
        return DocumentRules.IsValidPartitionKey(user)
            ? export.Of(user)
            : ApiErrors.Forbidden(ErrorReason.TokenInvalid, "The token's subject cannot be a user's id.");
    }
}
