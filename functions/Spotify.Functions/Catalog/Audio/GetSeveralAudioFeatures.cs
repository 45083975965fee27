using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Catalog.Audio;

/// <summary><c>GET /v1/audio-features</c>: what several tracks sound like, null in the place of what is not there or was not analysed.</summary>
public sealed class GetSeveralAudioFeatures(AudioFigures figures, CatalogAnswers answers)
{
    /// <summary>Answers with the figures in the order of their tracks' ids.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetSeveralAudioFeatures))]
    [Access(AccessKind.App)]
    [Limit(LimitKind.General)]
    [Operation("Catalogue", "Get what several tracks sound like")]
    [Query("ids", "Ids of the tracks, separated by commas, at most 100.", IsRequired = true)]
    [Answers(200, typeof(AudioFeaturesListView))]
    [Answers(304)]
    [Refuses(400, ErrorReason.InvalidRequest)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/audio-features")] HttpRequest request, CancellationToken cancellationToken) =>
        answers.SeveralAsync(request, CatalogKinds.Track, 100, CatalogAges.Track, (ids, view) => figures.SeveralAsync(ids, view, cancellationToken));
}
