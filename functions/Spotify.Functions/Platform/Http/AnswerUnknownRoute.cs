using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Platform.Http;

/// <summary>Whatever no other function serves, the wrong method included: without it the host answers an empty 404, which is not our error shape.</summary>
public static class AnswerUnknownRoute
{
    /// <summary>Answers 404.</summary>
    [Function("AnswerUnknownRoute")]
    [Access(AccessKind.Public)]
    public static IResult Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", "post", "put", "patch", "delete", "options", Route = "{*path}")] HttpRequest request) =>
        ApiErrors.NotFound($"There is no {request.Method} under this address.");
}
