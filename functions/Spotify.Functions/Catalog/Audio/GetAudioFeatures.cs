using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Catalog.Audio;

/// <summary><c>GET /v1/audio-features/{id}</c>: what a track sounds like, in the Spotify Web API's shape.</summary>
public sealed class GetAudioFeatures(ICatalog catalog, CatalogAnswers answers)
{
    /// <summary>Answers with the figures of a track.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The track.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetAudioFeatures))]
    [Access(AccessKind.App)]
    [Limit(LimitKind.General)]
    [Operation("Catalogue", "Get what a track sounds like")]
    [Answers(200, typeof(AudioFeaturesView))]
    [Answers(304)]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(404, ErrorReason.NotFound)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/audio-features/{id}")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        answers.OneAsync(request, id, CatalogKinds.Track, CatalogAges.Track, async view =>
            AudioFeaturesView.Of((await catalog.FindTrackAsync(id, cancellationToken))?.Track, view));
}
