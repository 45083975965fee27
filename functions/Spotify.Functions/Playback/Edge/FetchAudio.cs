using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Playback.Edge;

/// <summary><c>GET /v1/audio/{blob}?t=</c>: where an address of audio that is bound to one listener leads, if the token in it is good.</summary>
public sealed class FetchAudio(AudioFetches fetches)
{
    /// <summary>Checks the token and leads on.</summary>
    /// <param name="request">The request.</param>
    /// <param name="blob">The file.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(FetchAudio))]
    [Access(AccessKind.Public)]
    [Limit(LimitKind.None)]
    [Operation("Playback", "Fetch audio from a bound address", Description = "Addresses of this form come from /stream and in playlists; the answer leads to the audio, with the range that was asked for.")]
    [Query("t", "The token in the address.")]
    [Answers(307)]
    [Refuses(401, ErrorReason.TokenMissing, ErrorReason.TokenInvalid)]
    [Refuses(404, ErrorReason.NotFound)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "v1/audio/{*blob}")] HttpRequest request, string blob, CancellationToken cancellationToken) =>
        fetches.FetchAsync(request, blob, cancellationToken);
}
