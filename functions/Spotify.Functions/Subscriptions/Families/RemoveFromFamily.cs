using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Subscriptions.Families;

/// <summary><c>DELETE /v1/me/family/members/{member}</c>: the owner of a family plan takes a member out.</summary>
public sealed class RemoveFromFamily(FamilyPlans families)
{
    /// <summary>Takes the member out of the caller's own plan.</summary>
    /// <param name="request">The request.</param>
    /// <param name="member">The member.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("RemoveFromFamily")]
    [Access(AccessKind.Listener, "user-account-modify")]
    [Limit(LimitKind.LibraryWrites)]
    [Operation("Subscriptions", "Remove a member from the family plan")]
    [Answers(204)]
    [Refuses(404, ErrorReason.NotFound)]
    [Refuses(409, ErrorReason.Conflict)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "v1/me/family/members/{member}")] HttpRequest request, string member, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return FamilyRefusals.For(await families.RemoveAsync(request.HttpContext.GetCaller().Subject, member, cancellationToken)) ?? ApiResults.NoContent();
    }
}
