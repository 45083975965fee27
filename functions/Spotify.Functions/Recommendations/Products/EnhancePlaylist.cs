using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Recommendations.Products;

/// <summary><c>POST /v1/playlists/enhance</c>: additions that fit a playlist.</summary>
public sealed class EnhancePlaylist(ListenerProducts products, ProductAnswers answers)
{
    private const long MaxBytes = 64 * 1024;

    /// <summary>Answers with at most thirty tracks that are not among those named.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(EnhancePlaylist))]
    [Access(AccessKind.Listener)]
    [Limit(LimitKind.Recommendations)]
    [Operation("Recommendations", "Get additions to a playlist")]
    [Accepts(typeof(EnhanceRequest))]
    [Answers(200, typeof(RecommendedListView))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(413, ErrorReason.TooLarge)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/playlists/enhance")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var body = await RequestBody.ReadJsonAsync<EnhanceRequest>(request, MaxBytes, cancellationToken);
        if (body.IsRefused)
            return body.Error;
        if (body.Value.FindFault() is { } fault)
            return ApiErrors.InvalidRequest(fault);
        var session = await products.SessionAsync(request.HttpContext.GetCaller(), cancellationToken);
        var additions = await products.EnhanceAsync(session, TrackList.Keys(body.Value.Tracks), body.Value.Limit, cancellationToken);
        return ApiResults.Json(await answers.ShowAsync(request, additions, cancellationToken));
    }
}
