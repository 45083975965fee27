using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Subscriptions;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Subscriptions.Families;

/// <summary><c>POST /v1/me/family/join</c>: a guest joins a family plan.</summary>
public sealed class JoinFamily(FamilyPlans families)
{
    private const int MaxBytes = 4096;

    /// <summary>Takes the caller into the plan of an invitation.</summary>
    /// <param name="request">The request, with a <see cref="JoinFamilyBody"/>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("JoinFamily")]
    [Access(AccessKind.Listener, "user-account-modify")]
    [Limit(LimitKind.LibraryWrites)]
    [Operation("Subscriptions", "Join a family plan")]
    [Accepts(typeof(JoinFamilyBody))]
    [Answers(200, typeof(FamilyView))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(403, ErrorReason.TierRestricted)]
    [Refuses(404, ErrorReason.NotFound)]
    [Refuses(409, ErrorReason.Conflict)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/me/family/join")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var body = await RequestBody.ReadJsonAsync<JoinFamilyBody>(request, MaxBytes, cancellationToken);
        if (body.IsRefused)
            return body.Error;
        var guest = request.HttpContext.GetCaller().Subject;
        var outcome = await families.JoinAsync(guest, body.Value.Invitation ?? "", cancellationToken);
        var mayChangeAt = outcome == FamilyOutcome.ChangedRecently ? await families.MayChangeAtAsync(guest, cancellationToken) : null;
        return FamilyRefusals.For(outcome, mayChangeAt) ?? ApiResults.Json(await families.GetAsync(guest, cancellationToken));
    }
}
