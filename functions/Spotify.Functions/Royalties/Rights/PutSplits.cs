using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Royalties;
using Spotify.Core.Royalties.Splits;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Royalties.Rights;

/// <summary><c>PUT /v1/labels/{label}/splits/{track}/{side}</c>: who has what of one side of a track of the label.</summary>
public sealed class PutSplits(SplitDesk desk)
{
    /// <summary>Takes a split sheet, or the next version of the one for the same territory and first month.</summary>
    /// <param name="request">The request.</param>
    /// <param name="label">The label.</param>
    /// <param name="track">The track.</param>
    /// <param name="side">The side: <c>master</c> or <c>publishing</c>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("PutSplits")]
    [Access(AccessKind.Label)]
    [Operation("Royalties", "Set the splits of a track")]
    [Accepts(typeof(SplitRequest))]
    [Answers(200, typeof(Versioned<SplitSheet>))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(404, ErrorReason.NotFound)]
    [Refuses(409, ErrorReason.Conflict)]
    [Refuses(413, ErrorReason.TooLarge)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "v1/labels/{label}/splits/{track}/{side}")] HttpRequest request, string label, string track, string side, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (side is not ("master" or "publishing"))
            return ApiErrors.InvalidRequest("The side is master or publishing.");
        if (!await desk.IsOfAsync(label, track, cancellationToken))
            return ApiErrors.NotFound("The label has no such track.");
        var body = await RequestBody.ReadJsonAsync<SplitRequest>(request, RightsAnswers.MaxBytes, cancellationToken);
        if (body.IsRefused)
            return body.Error;
        var sheet = body.Value.ToSheet(track, side == "master" ? RoyaltySide.Master : RoyaltySide.Publishing);
        if (RightsAnswers.Refusal(SplitRules.Find(sheet)) is { } refusal)
            return refusal;
        var caller = request.HttpContext.GetCaller();
        return RightsAnswers.Of(await desk.PutAsync(label, sheet, caller.Subject, caller.IsAdmin, cancellationToken));
    }
}
