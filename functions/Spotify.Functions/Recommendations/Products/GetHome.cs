using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Recommendations.Products;

/// <summary><c>GET /v1/home</c>: the shelves of the home page, by the time of day and the device.</summary>
public sealed class GetHome(ListenerProducts products, ProductAnswers answers)
{
    /// <summary>Answers with at most twelve shelves, what is popular among them.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetHome))]
    [Access(AccessKind.Listener)]
    [Limit(LimitKind.Recommendations)]
    [Operation("Recommendations", "Get the home page")]
    [Query("device", "What it is heard on.", Values = "phone computer speaker car", Default = "phone")]
    [Answers(200, typeof(RecommendedListsView))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/home")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var device = request.Query["device"];
        if (device.Count > 1 || (device.Count == 1 && device[0] is not ("phone" or "computer" or "speaker" or "car")))
            return ApiErrors.InvalidRequest("'device' must be phone, computer, speaker or car, given once.");
        var session = await products.SessionAsync(request.HttpContext.GetCaller(), cancellationToken);
        return ApiResults.Json(await answers.ShowAllAsync(request, await products.HomeAsync(session, isDriving: device == "car", cancellationToken), cancellationToken));
    }
}
