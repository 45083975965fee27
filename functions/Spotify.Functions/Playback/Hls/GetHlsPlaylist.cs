using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Auth;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Playback.Hls;

/// <summary><c>GET /v1/tracks/{id}/hls/{rung}.m3u8</c>: one rung of a track, segment by segment, for HTTP Live Streaming.</summary>
public sealed class GetHlsPlaylist(HlsAuthoriser authoriser)
{
    /// <summary>Answers with the media playlist, or with the reason why there is none.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The track.</param>
    /// <param name="rung">The rung: low, normal, high, very_high or lossless.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("GetHlsPlaylist")]
    [Access(AccessKind.Listener, ByAddress = true)]
    [Limit(LimitKind.Playback)]
    [Operation("Playback", "Get a rung's media playlist", Description = "Byte ranges of one file, whose address is signed for about an hour. The master playlist leads here.")]
    [Query(IAddressTokens.Parameter, "Instead of the header Authorization: the token that the master playlist has in its addresses.")]
    [Answers(200, typeof(string), MediaType = PlaylistAnswer.ContentType)]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(403, ErrorReason.MarketRestricted, ErrorReason.TierRestricted, ErrorReason.NotYetReleased, ErrorReason.TakenDown)]
    [Refuses(404, ErrorReason.NotFound)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/tracks/{id}/hls/{rung}.m3u8")] HttpRequest request,
        string id,
        string rung,
        CancellationToken cancellationToken) => authoriser.MediaAsync(request, id, rung, cancellationToken);
}
