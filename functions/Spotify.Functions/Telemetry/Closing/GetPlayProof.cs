using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Closing;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Telemetry.Closing;

/// <summary>
/// <c>GET /v1/royalties/{period}/proof/{playId}</c>: the proof that a play is in the closed ledger of a month, for staff of the label that it was a play of, and for operators.
/// How to verify it is described at <see cref="LedgerProof"/>, whose fields the answer has; the bytes of a play at <see cref="LedgerEncoding"/>.
/// </summary>
public sealed class GetPlayProof(PlayProofs proofs, ClosedPeriods closed, PeriodStatus periods)
{
    /// <summary>Answers with a <see cref="LedgerProof"/>. A play of somebody else is not found, like one that is not there.</summary>
    /// <param name="request">The request.</param>
    /// <param name="period">The month, <c>yyyy-MM</c>.</param>
    /// <param name="playId">The play.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("GetPlayProof")]
    [Access(AccessKind.Listener)]
    [Operation("Deliveries", "Get the proof of a play", Description = "For staff of the label that it was a play of, and for operators.")]
    [Answers(200, typeof(LedgerProof))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(404, ErrorReason.NotFound)]
    [Refuses(409, ErrorReason.Conflict)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/royalties/{period}/proof/{playId}")] HttpRequest request,
        string period,
        string playId,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!AccountingPeriod.IsValid(period))
            return ApiErrors.InvalidPeriod();
        if (!LedgerId.TryParse(playId, out _))
            return ApiErrors.InvalidRequest("The id of a play is 22 characters of base62.");
        var caller = request.HttpContext.GetCaller();
        if (!caller.IsAdmin && caller.Label is null)
            return Unknown();
        if (await closed.FindAsync(period, cancellationToken) is not { } ledger)
            return ApiErrors.Conflict(periods.WhenClosed(period));
        return await proofs.FindAsync(ledger, playId, label => caller.IsAdmin || label == caller.Label, cancellationToken) is { } proof
            ? ApiResults.Json(proof)
            : Unknown();
    }

    private static IResult Unknown() => ApiErrors.NotFound("Your label has no such play in the ledger of that month.");
}
