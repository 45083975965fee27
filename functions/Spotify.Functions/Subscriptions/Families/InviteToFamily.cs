using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Subscriptions.Families;

/// <summary><c>POST /v1/me/family/invitations</c>: the owner of a family plan invites somebody.</summary>
public sealed class InviteToFamily(FamilyPlans families)
{
    /// <summary>Gives out an invitation that one guest can join with, within a week.</summary>
    /// <param name="request">The request; it has no body.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("InviteToFamily")]
    [Access(AccessKind.Listener, "user-account-modify")]
    [Limit(LimitKind.LibraryWrites)]
    [Operation("Subscriptions", "Invite somebody to the family plan")]
    [Answers(201, typeof(NewInvitationView))]
    [Refuses(403, ErrorReason.TierRestricted)]
    [Refuses(409, ErrorReason.Conflict)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/me/family/invitations")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var invite = await families.InviteAsync(request.HttpContext.GetCaller().Subject, cancellationToken);
        return FamilyRefusals.For(invite.Outcome) ?? ApiResults.Json(new NewInvitationView(invite.Code, invite.ExpiresAt), StatusCodes.Status201Created);
    }
}
