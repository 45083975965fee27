using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Royalties.Rights;

/// <summary><c>GET /v1/labels/{label}/splits/{track}</c>: the split sheets of a track of the label.</summary>
public sealed class GetSplits(SplitDesk desk)
{
    /// <summary>Answers with those that hold, of both sides, every version that ever did, and what parties say of their shares.</summary>
    /// <param name="request">The request.</param>
    /// <param name="label">The label.</param>
    /// <param name="track">The track.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("GetSplits")]
    [Access(AccessKind.Label)]
    [Operation("Royalties", "Get the splits of a track")]
    [Answers(200, typeof(TrackSplits))]
    [Refuses(404, ErrorReason.NotFound)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/labels/{label}/splits/{track}")] HttpRequest request, string label, string track, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return await desk.IsOfAsync(label, track, cancellationToken)
            ? ApiResults.Json(await desk.FindAsync(label, track, cancellationToken))
            : ApiErrors.NotFound("The label has no such track.");
    }
}
