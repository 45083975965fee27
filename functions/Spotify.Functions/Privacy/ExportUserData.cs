using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Privacy;

/// <summary><c>GET /v1/admin/users/{user}/data</c>: everything that is kept of a user, as a download.</summary>
public sealed class ExportUserData(PersonalDataExport export)
{
    /// <summary>Answers with JSON lines: a head, a line for each thing, and an end without which the download is not whole.</summary>
    /// <param name="request">The request.</param>
    /// <param name="user">The user.</param>
    [Function(nameof(ExportUserData))]
    [Access(AccessKind.Admin, IsAudited = true)]
    [Limit(LimitKind.Admin)]
    [Operation("Operators", "Download everything that is kept of a user", Description = "JSON lines: a head, a line for each thing, and an end without which it is not whole.")]
    [Answers(200, MediaType = "application/x-ndjson")]
    [Refuses(400, ErrorReason.InvalidRequest)]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/users/{user}/data")] HttpRequest request, string user)
    {
        ArgumentNullException.ThrowIfNull(request);
        return DocumentRules.IsValidPartitionKey(user)
            ? export.Of(user)
            : ApiErrors.InvalidRequest("'user' cannot be a user's id: 1 to 1,024 bytes without control characters.");
    }
}
