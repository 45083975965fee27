using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.${{values.name}};

/// <summary><c>GET /v1/${{values.lower}}/{name}</c>.</summary>
public sealed class Get${{values.name}}(${{values.name}}Service service)
{
    /// <summary>Answers with a <see cref="${{values.name}}View"/>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">Its name.</param>
    [Function(nameof(Get${{values.name}}))]
    [Access(AccessKind.App)]
    [Operation("${{values.name}}", "Describe one")]
    [Answers(200, typeof(${{values.name}}View))]
    [Refuses(404, ErrorReason.NotFound)]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/${{values.lower}}/{name}")] HttpRequest request, string name) =>
        service.Find(name) is { } found ? ApiResults.Json(found) : ApiErrors.NotFound("There is nothing of that name.");
}
