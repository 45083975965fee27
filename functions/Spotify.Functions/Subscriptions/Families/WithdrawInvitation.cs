using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Subscriptions.Families;

/// <summary><c>DELETE /v1/me/family/invitations/{invitation}</c>: the owner of a family plan takes an invitation back.</summary>
public sealed class WithdrawInvitation(FamilyPlans families)
{
    /// <summary>Takes it back.</summary>
    /// <param name="request">The request.</param>
    /// <param name="invitation">The invitation, by the id that the family plan shows.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("WithdrawInvitation")]
    [Access(AccessKind.Listener, "user-account-modify")]
    [Limit(LimitKind.LibraryWrites)]
    [Operation("Subscriptions", "Take back an invitation to the family plan")]
    [Answers(204)]
    [Refuses(403, ErrorReason.TierRestricted)]
    [Refuses(404, ErrorReason.NotFound)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "v1/me/family/invitations/{invitation}")] HttpRequest request,
        string invitation,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return FamilyRefusals.For(await families.WithdrawAsync(request.HttpContext.GetCaller().Subject, invitation, cancellationToken)) ?? ApiResults.NoContent();
    }
}
