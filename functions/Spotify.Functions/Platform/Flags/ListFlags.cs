using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Platform.Flags;

/// <summary><c>GET /v1/admin/flags</c>: every feature that can be switched.</summary>
public sealed class ListFlags(FlagDesk desk)
{
    /// <summary>Answers with a <see cref="FlagList"/>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(ListFlags))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Operators", "See every feature that can be switched")]
    [Answers(200, typeof(FlagList))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/flags")] HttpRequest request, CancellationToken cancellationToken) =>
        ApiResults.Json(new FlagList(await desk.ListAsync(cancellationToken)));
}
