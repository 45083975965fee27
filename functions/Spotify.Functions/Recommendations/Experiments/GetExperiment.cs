using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Recommendations.Experiments;

/// <summary><c>GET /v1/admin/experiments/{name}</c>: an experiment and what became of it.</summary>
public sealed class GetExperiment(ExperimentStore experiments)
{
    /// <summary>Answers with its arms, how many listeners were shown each, results with confidence intervals, and what the tracks that were drawn tell of another policy.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">The experiment's name.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetExperiment))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Recommendations", "Get an experiment's results")]
    [Answers(200, typeof(ExperimentView))]
    [Refuses(404, ErrorReason.NotFound)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/experiments/{name}")] HttpRequest request, string name, CancellationToken cancellationToken) =>
        await experiments.FindAsync(name, cancellationToken) is { } found
            ? ApiResults.Json(ExperimentView.Of(found, await experiments.FindResultAsync(name, cancellationToken)))
            : ApiErrors.NotFound("There is no such experiment.");
}
