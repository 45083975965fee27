using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Catalog;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Royalties.Inputs;

/// <summary><c>DELETE /v1/admin/royalties/functional/{track}</c>: an operator says that a track is music after all.</summary>
public sealed class UnmarkFunctionalTrack(IFunctionalTracks tracks)
{
    /// <summary>Does it. It holds for months whose inputs are frozen from now on.</summary>
    /// <param name="request">The request.</param>
    /// <param name="track">The track's id.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("UnmarkFunctionalTrack")]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Royalties", "Take the mark of functional noise off")]
    [Answers(204)]
    [Refuses(400, ErrorReason.InvalidRequest)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "v1/admin/royalties/functional/{track}")] HttpRequest request, string track, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!SpotifyId.IsValid(track))
            return ApiErrors.InvalidRequest("track: a track's id, 22 characters of base62.");
        await tracks.MarkAsync(track, isFunctional: false, request.HttpContext.GetCaller().Subject, cancellationToken);
        return ApiResults.NoContent();
    }
}
