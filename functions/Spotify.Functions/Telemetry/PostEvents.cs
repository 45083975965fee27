using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Telemetry;

/// <summary>Takes what players report.</summary>
public sealed class PostEvents(EventIntake intake)
{
    /// <summary>Takes up to a thousand events; who they are of comes from the token.</summary>
    [Function("PostEvents")]
    [Access(AccessKind.Listener)]
    [Limit(LimitKind.Events)]
    [Operation("Playback", "Report what players did", Description = "An outcome for each event, in their order. What a 503 did not take is sent again with the same keys.")]
    [Accepts(typeof(EventRequestBody))]
    [Answers(202, typeof(EventAnswer))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(403, ErrorReason.TokenInvalid)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/events")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var caller = request.HttpContext.GetCaller();
        // Checked here: behind the hub there is nobody to tell.
        return DocumentRules.IsValidPartitionKey(caller.Subject)
            ? await intake.TakeAsync(request, new ListenerStamp(caller.Subject, caller.Tier, caller.Country), cancellationToken)
            : ApiErrors.Forbidden(ErrorReason.TokenInvalid, "The token's subject cannot be a user's id.");
    }
}
