using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Privacy;

/// <summary><c>GET /v1/me/data</c>: everything that is kept of the caller, as a download.</summary>
public sealed class ExportMyData(PersonalDataExport export)
{
    /// <summary>Answers with JSON lines: a head, a line for each thing, and an end without which the download is not whole.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(ExportMyData))]
    [Access(AccessKind.Listener)]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/me/data")] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var user = request.HttpContext.GetCaller().Subject;
        return DocumentRules.IsValidPartitionKey(user)
            ? export.Of(user)
            : ApiErrors.Forbidden(ErrorReason.TokenInvalid, "The token's subject cannot be a user's id.");
    }
}
