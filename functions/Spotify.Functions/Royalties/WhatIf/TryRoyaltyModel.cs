using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Royalties.WhatIf;

/// <summary><c>POST /v1/admin/royalties/{period}/what-if</c>: what another model would change in a calculated month. Nothing is written.</summary>
public sealed class TryRoyaltyModel(WhatIfDesk desk)
{
    private const long MaxBytes = 4096;

    /// <summary>Answers with winners and losers by rank, Gini and progressivity.</summary>
    /// <param name="request">The request, with a <see cref="WhatIfBody"/>.</param>
    /// <param name="period">The month, <c>yyyy-MM</c>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(TryRoyaltyModel))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Royalties", "Try a model on a month", Description = "Compares one model for all tracks with what was agreed, or with another; writes nothing.")]
    [Accepts(typeof(WhatIfBody))]
    [Answers(200, typeof(WhatIfView))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(409, ErrorReason.Conflict)]
    [Refuses(413, ErrorReason.TooLarge)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/admin/royalties/{period}/what-if")] HttpRequest request, string period, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!AccountingPeriod.IsValid(period))
            return ApiErrors.InvalidPeriod();
        var body = await RequestBody.ReadJsonAsync<WhatIfBody>(request, MaxBytes, cancellationToken);
        if (body.IsRefused)
            return body.Error;
        if (body.Value.Model is not { } model)
            return ApiErrors.InvalidRequest("model: pro_rata, user_centric, artist_centric or stream_to_own.");
        if (body.Value.Most is < 0 or > WhatIfBody.MaxMost)
            return ApiErrors.InvalidRequest($"most: a whole number from 0 to {WhatIfBody.MaxMost}.");
        return await desk.TryAsync(period, model, body.Value, request.HttpContext.GetCaller().Subject, cancellationToken) is { } view
            ? ApiResults.Json(view)
            : ApiErrors.Conflict($"{period} is not calculated: what a model weighs is known afterwards.");
    }
}
