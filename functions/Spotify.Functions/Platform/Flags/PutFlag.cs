using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Platform.Flags;

/// <summary><c>PUT /v1/admin/flags/{name}</c>: switches a feature, for a share of listeners or for everybody.</summary>
public sealed class PutFlag(FlagDesk desk)
{
    private const int MaxBytes = 4096;
    private const int LongestReason = 500;

    /// <summary>Answers with the feature as it is now.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">The feature's name.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(PutFlag))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Operators", "Switch a feature", Description = "killed puts it out for everybody and leaves the share as it is said. Every instance follows within ten seconds.")]
    [Accepts(typeof(FlagRequest))]
    [Answers(200, typeof(FlagView))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(404, ErrorReason.NotFound)]
    [Refuses(413, ErrorReason.TooLarge)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "v1/admin/flags/{name}")] HttpRequest request, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var body = await RequestBody.ReadJsonAsync<FlagRequest>(request, MaxBytes, cancellationToken);
        if (body.IsRefused)
            return body.Error;
        if (body.Value.Percent is not { } percent || FlagState.ShareOf(percent) is null)
            return ApiErrors.InvalidRequest("'percent' must be 0 to 100 with at most two decimals.");
        if (body.Value.Killed is not { } killed)
            return ApiErrors.InvalidRequest("'killed' must be true or false.");
        if (body.Value.Reason is not { Length: > 0 and <= LongestReason } reason)
            return ApiErrors.InvalidRequest("'reason' must say why, in 1 to 500 characters.");
        return await desk.SetAsync(name, percent, killed, reason, cancellationToken) is { } flag
            ? ApiResults.Json(flag)
            : ApiErrors.NotFound("There is no such feature: GET /v1/admin/flags lists them.");
    }
}
