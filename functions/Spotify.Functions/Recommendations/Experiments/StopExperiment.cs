using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Recommendations.Experiments;

/// <summary><c>POST /v1/admin/experiments/{name}/stop</c>: an operator stops an experiment.</summary>
public sealed class StopExperiment(ExperimentStore experiments, TimeProvider time)
{
    /// <summary>Stops it for good: within a minute everybody's lists are made as without it. It is measured for eight more days.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">The experiment's name.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(StopExperiment))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Recommendations", "Stop an experiment")]
    [Answers(200, typeof(ExperimentView))]
    [Refuses(404, ErrorReason.NotFound)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/admin/experiments/{name}/stop")] HttpRequest request, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return await experiments.StopAsync(name, request.HttpContext.GetCaller().Subject, time.GetUtcNow(), cancellationToken) is { } stopped
            ? ApiResults.Json(ExperimentView.Of(stopped, null)) : ApiErrors.NotFound("There is no such experiment.");
    }
}
