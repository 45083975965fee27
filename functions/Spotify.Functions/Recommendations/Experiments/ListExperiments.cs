using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Recommendations.Experiments;

/// <summary><c>GET /v1/admin/experiments</c>: the experiments.</summary>
public sealed class ListExperiments(ExperimentStore experiments)
{
    /// <summary>Answers with all of them, without their results.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(ListExperiments))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Recommendations", "List experiments")]
    [Answers(200, typeof(ExperimentsView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/experiments")] HttpRequest request, CancellationToken cancellationToken) =>
        ApiResults.Json(new ExperimentsView([.. (await experiments.ListAsync(cancellationToken)).Select(one => ExperimentView.Of(one, null))]));
}
