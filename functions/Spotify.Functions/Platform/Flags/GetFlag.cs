using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Platform.Flags;

/// <summary><c>GET /v1/admin/flags/{name}</c>: a feature that can be switched.</summary>
public sealed class GetFlag(FlagDesk desk)
{
    /// <summary>Answers with a <see cref="FlagView"/>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">The feature's name.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetFlag))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Operators", "See a feature that can be switched")]
    [Answers(200, typeof(FlagView))]
    [Refuses(404, ErrorReason.NotFound)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/flags/{name}")] HttpRequest request, string name, CancellationToken cancellationToken) =>
        await desk.FindAsync(name, cancellationToken) is { } flag ? ApiResults.Json(flag) : ApiErrors.NotFound("There is no such feature: GET /v1/admin/flags lists them.");
}
