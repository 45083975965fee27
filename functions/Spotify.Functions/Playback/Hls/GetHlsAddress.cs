using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Playback.Hls;

/// <summary><c>GET /v1/tracks/{id}/hls</c>: where a track's master playlist is, for players that can send no header.</summary>
public sealed class GetHlsAddress(HlsAuthoriser authoriser)
{
    /// <summary>Answers with the address, or with the reason why there is none.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The track.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("GetHlsAddress")]
    [Access(AccessKind.Listener)]
    [Limit(LimitKind.Playback)]
    [Operation("Playback", "Get the address of a track's master playlist", Description = "For players that can send no header: the address carries a token of its own, which opens this track's playlists and nothing else.")]
    [Answers(200, typeof(HlsAddress))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(403, ErrorReason.MarketRestricted, ErrorReason.TierRestricted, ErrorReason.NotYetReleased, ErrorReason.TakenDown)]
    [Refuses(404, ErrorReason.NotFound)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/tracks/{id}/hls")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) => authoriser.AddressAsync(request, id, cancellationToken);
}
