using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;
using Spotify.Functions.Royalties.Job;

namespace Spotify.Functions.Royalties.Rights;

/// <summary><c>GET /v1/admin/royalties/escrow/{period}</c>: what a month kept for holders who cannot be paid yet.</summary>
public sealed class ListEscrow(EscrowDesk desk)
{
    private const int MostLines = 1000;

    /// <summary>Answers with a thousand lines at most; the parameter <c>account</c> names one account.</summary>
    /// <param name="request">The request.</param>
    /// <param name="period">The month, <c>yyyy-MM</c>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("ListEscrow")]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Royalties", "List a month's escrow")]
    [Query("account", "One account alone.")]
    [Answers(200, typeof(RightsList<EscrowCredit>))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(404, ErrorReason.NotFound)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/royalties/escrow/{period}")] HttpRequest request, string period, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!AccountingPeriod.IsValid(period))
            return ApiErrors.InvalidPeriod();
        return await desk.ListAsync(period, request.Query["account"], MostLines, cancellationToken) is { } kept
            ? ApiResults.Json(new RightsList<EscrowCredit>(kept))
            : ApiErrors.NotFound($"{period} is not calculated.");
    }
}
