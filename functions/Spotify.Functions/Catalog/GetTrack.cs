using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Catalog;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Catalog;

/// <summary><c>GET /v1/tracks/{id}</c>: a track in the Spotify Web API's shape.</summary>
public sealed class GetTrack(ICatalog catalog, CatalogPresenter presenter)
{
    /// <summary>Answers with the track as the caller may have it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The track.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("GetTrack")]
    [Access(AccessKind.App)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/tracks/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!SpotifyId.IsValid(id))
            return ApiErrors.InvalidRequest("The id of a track is 22 characters of base62.");
        if (!CatalogView.TryRead(request, out var view, out var refusal))
            return refusal;
        return await catalog.FindTrackAsync(id, cancellationToken) is { } found
            ? ApiResults.Json(await presenter.TrackAsync(found, view, cancellationToken))
            : ApiErrors.NotFound("There is no such track.");
    }
}
