using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Catalog;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;
using Spotify.Functions.Subscriptions.Countries;

namespace Spotify.Functions.Playback;

/// <summary><c>GET /v1/tracks/{id}/stream</c>: where a track's audio is, for a listener who may hear it.</summary>
public sealed class GetStreamUrl(StreamAuthoriser authoriser, CountryGate? gate = null, AddressBinding? binding = null)
{
    /// <summary>Answers with a signed address, or with the reason why there is none.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The track.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("GetStreamUrl")]
    [Access(AccessKind.Listener)]
    [Limit(LimitKind.Playback)]
    [Operation("Playback", "Get a track's audio", Description = "An address that is good for about an hour, and those of the two tracks that follow in the context.")]
    [Query("quality", "The rung; lowered to what the plan includes.", Values = "low normal high very_high lossless")]
    [Query("format", "The codec.", Values = "ogg aac mp3 flac")]
    [Query("network", "What the device is connected by.", Values = "wifi ethernet 5g 4g 3g 2g")]
    [Query("context", "What the track is played from, such as spotify:album:4aawyAB9vmqN3uQ7FjRGTy.")]
    [Query("offset", "The track's place in the context, from 0.", Type = typeof(int))]
    [Answers(200, typeof(StreamAnswer))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(403, ErrorReason.MarketRestricted, ErrorReason.TierRestricted, ErrorReason.NotYetReleased, ErrorReason.TakenDown)]
    [Refuses(404, ErrorReason.NotFound)]
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
        if (gate?.FindRefusal(request, request.HttpContext.GetCaller()) is { } refusal)
            return refusal;
        var decision = await authoriser.AuthoriseAsync(request.HttpContext.GetCaller(), id, parameters, cancellationToken, binding?.Of(request));
        return decision.ToResult();
    }
}
