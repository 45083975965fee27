using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Catalog;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Royalties.Inputs;

/// <summary><c>PUT /v1/admin/royalties/functional/{track}</c>: an operator says that a track is functional noise, which is paid less and only from two minutes on.</summary>
public sealed class MarkFunctionalTrack(IFunctionalTracks tracks)
{
    /// <summary>Does it. It holds for months whose inputs are frozen from now on.</summary>
    /// <param name="request">The request.</param>
    /// <param name="track">The track's id.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("MarkFunctionalTrack")]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Royalties", "Mark a track as functional noise")]
    [Answers(204)]
    [Refuses(400, ErrorReason.InvalidRequest)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "v1/admin/royalties/functional/{track}")] HttpRequest request, string track, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!SpotifyId.IsValid(track))
            return ApiErrors.InvalidRequest("track: a track's id, 22 characters of base62.");
        await tracks.MarkAsync(track, isFunctional: true, request.HttpContext.GetCaller().Subject, cancellationToken);
        return ApiResults.NoContent();
    }
}
