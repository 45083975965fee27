using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Subscriptions.Families;

/// <summary><c>GET /v1/me/family</c>: the family plan that the listener is in.</summary>
public sealed class GetMyFamily(FamilyPlans families)
{
    /// <summary>Answers with what the caller may know of it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("GetMyFamily")]
    [Access(AccessKind.Listener, "user-read-private")]
    [Operation("Subscriptions", "Get the listener's family plan")]
    [Answers(200, typeof(FamilyView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/me/family")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ApiResults.Json(await families.GetAsync(request.HttpContext.GetCaller().Subject, cancellationToken));
    }
}
