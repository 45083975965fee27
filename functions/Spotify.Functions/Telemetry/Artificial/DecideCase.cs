using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Telemetry.Artificial;

/// <summary><c>POST /v1/admin/artificial/{date}/cases/{case}</c>: an operator confirms a case, or brings its plays back.</summary>
public sealed class DecideCase(ReviewCases cases)
{
    private const int MaxBytes = 4096;
    private const int MaxNote = 500;

    /// <summary>Takes the operator's word; safe to repeat.</summary>
    /// <param name="request">The request, with a <see cref="DecisionBody"/>.</param>
    /// <param name="date">The day.</param>
    /// <param name="case">The case.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(DecideCase))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Operators", "Decide a case of artificial plays")]
    [Accepts(typeof(DecisionBody))]
    [Answers(204)]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(404, ErrorReason.NotFound)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/admin/artificial/{date}/cases/{case}")] HttpRequest request,
        string date,
        string @case,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var body = await RequestBody.ReadJsonAsync<DecisionBody>(request, MaxBytes, cancellationToken);
        if (body.IsRefused)
            return body.Error;
        var decision = body.Value;
        CaseStatus? status = decision.Decision switch { "confirm" => CaseStatus.Confirmed, "restore" => CaseStatus.Restored, _ => null };
        if (status is null || decision.Note?.Length > MaxNote)
            return ApiErrors.InvalidRequest("The body must be {\"decision\":\"confirm\" or \"restore\",\"note\"}, the note of at most 500 characters.");
        var id = ArtificialCase.IdPrefix + @case;
        if (ArtificialQuery.DateOf(date) is not { } day || !DocumentRules.IsValidId(id)
            || await cases.DecideAsync(day, id, status.Value, request.HttpContext.GetCaller().Subject, decision.Note, cancellationToken) == DecisionOutcome.Unknown)
            return ApiErrors.NotFound("There is no such case on that day: take date and case from the list of cases.");
        await cases.SummariseAsync(day, cancellationToken);
        return ApiResults.NoContent();
    }
}
