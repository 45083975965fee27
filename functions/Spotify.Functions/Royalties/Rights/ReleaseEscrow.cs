using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Royalties.Rights;

/// <summary><c>POST /v1/admin/royalties/escrow</c>: what a month kept in an account goes to a party.</summary>
public sealed class ReleaseEscrow(EscrowDesk desk)
{
    /// <summary>Releases it, once.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("ReleaseEscrow")]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Royalties", "Release escrow")]
    [Accepts(typeof(ReleaseRequest))]
    [Answers(200, typeof(Versioned<EscrowRelease>))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(409, ErrorReason.Conflict)]
    [Refuses(413, ErrorReason.TooLarge)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/admin/royalties/escrow")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var body = await RequestBody.ReadJsonAsync<ReleaseRequest>(request, RightsAnswers.MaxBytes, cancellationToken);
        if (body.IsRefused)
            return body.Error;
        if (!AccountingPeriod.IsValid(body.Value.Kept) || !AccountingPeriod.IsValid(body.Value.Period))
            return ApiErrors.InvalidRequest("'kept' and 'period' are months: yyyy-MM.");
        return RightsAnswers.Of(await desk.ReleaseAsync(body.Value, request.HttpContext.GetCaller().Subject, cancellationToken));
    }
}
