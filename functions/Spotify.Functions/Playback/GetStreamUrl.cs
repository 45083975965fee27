using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Catalog;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Playback;

/// <summary><c>GET /v1/tracks/{id}/stream</c>: where a track's audio is, for a listener who may hear it.</summary>
public sealed class GetStreamUrl(StreamAuthoriser authoriser)
{
    /// <summary>Answers with a signed address, or with the reason why there is none.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The track.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("GetStreamUrl")]
    [Access(AccessKind.Listener)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/tracks/{id}/stream")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!SpotifyId.IsValid(id))
            return ApiErrors.InvalidRequest("A track's id is 22 characters of base62.");
        if (!StreamParameters.TryRead(request.Query, out var parameters, out var fault))
            return ApiErrors.InvalidRequest(fault);
        var decision = await authoriser.AuthoriseAsync(request.HttpContext.GetCaller(), id, parameters, cancellationToken);
        return decision.ToResult();
    }
}
