using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Subscriptions.Families;

/// <summary><c>DELETE /v1/me/family</c>: a member leaves a family plan.</summary>
public sealed class LeaveFamily(FamilyPlans families)
{
    /// <summary>Takes the caller out of the plan that he is in.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("LeaveFamily")]
    [Access(AccessKind.Listener, "user-account-modify")]
    [Limit(LimitKind.LibraryWrites)]
    [Operation("Subscriptions", "Leave the family plan")]
    [Answers(204)]
    [Refuses(404, ErrorReason.NotFound)]
    [Refuses(409, ErrorReason.Conflict)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "v1/me/family")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return FamilyRefusals.For(await families.LeaveAsync(request.HttpContext.GetCaller().Subject, cancellationToken)) ?? ApiResults.NoContent();
    }
}
