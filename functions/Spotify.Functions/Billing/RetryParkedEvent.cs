using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Billing;

/// <summary><c>POST /v1/admin/billing/parked/{id}/retry?without_user=</c>: an operator has a parked event taken again.</summary>
public sealed class RetryParkedEvent(ParkedDesk desk)
{
    /// <summary>Takes it again; it is parked no more where that goes well.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">What it is parked under.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("RetryParkedEvent")]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Billing", "Try a parked event again")]
    [Query("without_user", "The user is gone for good: the money is taken without him, and no plan changes.", Type = typeof(bool), Default = "false")]
    [Answers(200, typeof(BillingAnswer))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(404, ErrorReason.NotFound)]
    [Refuses(409, ErrorReason.Conflict)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/admin/billing/parked/{id}/retry")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var isWithoutUser = false;
        if (request.Query.TryGetValue("without_user", out var text) && !bool.TryParse(text, out isWithoutUser))
            return ApiErrors.InvalidRequest("without_user: true or false.");
        return await desk.RetryAsync(id, isWithoutUser, request.HttpContext.GetCaller().Subject, cancellationToken) is { } result
            ? BillingAnswers.For(result)
            : ApiErrors.NotFound("There is no parked event of this id: take it from the list of parked events.");
    }
}
