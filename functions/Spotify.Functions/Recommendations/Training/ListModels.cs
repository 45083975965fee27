using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;
using Spotify.Functions.Recommendations.Serving;

namespace Spotify.Functions.Recommendations.Training;

/// <summary><c>GET /v1/admin/recommendations/models</c>: the last hundred models with their figures, published and refused, and which one serves.</summary>
public sealed class ListModels(ModelRegistry registry)
{
    /// <summary>Answers with a <see cref="ModelList"/>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(ListModels))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Recommendations", "List models")]
    [Answers(200, typeof(ModelList))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/recommendations/models")] HttpRequest request, CancellationToken cancellationToken) =>
        ApiResults.Json(new ModelList((await registry.FindPublishedAsync(cancellationToken))?.Version, await registry.ListAsync(100, cancellationToken)));
}

/// <summary>Models, the newest week first.</summary>
/// <param name="Serving">The version that serves; null before the first is published.</param>
/// <param name="Models">The models.</param>
public sealed record ModelList(string? Serving, IReadOnlyList<ModelDocument> Models);
