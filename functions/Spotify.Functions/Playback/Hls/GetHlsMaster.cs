using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Auth;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Playback.Hls;

/// <summary><c>GET /v1/tracks/{id}/hls/master.m3u8</c>: the rungs of a track that the listener's plan includes, for HTTP Live Streaming.</summary>
public sealed class GetHlsMaster(HlsAuthoriser authoriser)
{
    /// <summary>Answers with the master playlist, or with the reason why there is none.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The track.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("GetHlsMaster")]
    [Access(AccessKind.Listener, ByAddress = true)]
    [Limit(LimitKind.Playback)]
    [Operation("Playback", "Get a track's master playlist", Description = "The rungs that the plan includes, as RFC 8216 writes them.")]
    [Query(IAddressTokens.Parameter, "Instead of the header Authorization: the token of an address from /v1/tracks/{id}/hls.")]
    [Answers(200, typeof(string), MediaType = PlaylistAnswer.ContentType)]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(403, ErrorReason.MarketRestricted, ErrorReason.TierRestricted, ErrorReason.NotYetReleased, ErrorReason.TakenDown)]
    [Refuses(404, ErrorReason.NotFound)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/tracks/{id}/hls/master.m3u8")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) => authoriser.MasterAsync(request, id, cancellationToken);
}
