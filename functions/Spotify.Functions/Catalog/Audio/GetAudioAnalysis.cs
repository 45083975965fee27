using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Ingestion.Analysis;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Catalog.Audio;

/// <summary><c>GET /v1/audio-analysis/{id}</c>: what is heard when in a track, in the Spotify Web API's shape.</summary>
public sealed class GetAudioAnalysis(AudioFigures figures, CatalogAnswers answers)
{
    /// <summary>Answers with the analysis of a track.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The track.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetAudioAnalysis))]
    [Access(AccessKind.App)]
    [Limit(LimitKind.General)]
    [Operation("Catalogue", "Get what is heard when in a track")]
    [Answers(200, typeof(AudioAnalysis))]
    [Answers(304)]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(404, ErrorReason.NotFound)]
    [Refuses(503, ErrorReason.DependencyUnavailable)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/audio-analysis/{id}")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        answers.OneAsync(request, id, CatalogKinds.Track, CatalogAges.Track, _ => figures.AnalysisAsync(id, cancellationToken));
}
