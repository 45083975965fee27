using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Recommendations.Experiments;

/// <summary><c>PUT /v1/admin/experiments/{name}</c>: an operator begins an experiment, or changes one that runs.</summary>
public sealed class PutExperiment(ExperimentStore experiments, TimeProvider time)
{
    private const long MaxBytes = 32 * 1024;

    /// <summary>Begins it, or changes its description and how far its last arm reaches: nobody who has an arm is ever moved to another.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">The experiment's name.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(PutExperiment))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Recommendations", "Begin or change an experiment")]
    [Accepts(typeof(ExperimentRequest))]
    [Answers(200, typeof(ExperimentView))]
    [Answers(201, typeof(ExperimentView))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(409, ErrorReason.Conflict)]
    [Refuses(413, ErrorReason.TooLarge)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "v1/admin/experiments/{name}")] HttpRequest request, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var body = await RequestBody.ReadJsonAsync<ExperimentRequest>(request, MaxBytes, cancellationToken);
        if (body.IsRefused)
            return body.Error;
        if (body.Value.FindFault(name) is { } fault)
            return ApiErrors.InvalidRequest(fault);
        var change = await experiments.PutAsync(body.Value.ToDocument(name, request.HttpContext.GetCaller().Subject, time.GetUtcNow()), cancellationToken);
        return change.Document is { } document
            ? ApiResults.Json(ExperimentView.Of(document, null), change.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK) : ApiErrors.Conflict(change.Conflict!);
    }
}
