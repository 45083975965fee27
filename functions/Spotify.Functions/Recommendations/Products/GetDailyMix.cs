using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Recommendations.Products;

/// <summary><c>GET /v1/me/daily-mixes/{number}</c>: one part of the listener's taste.</summary>
public sealed class GetDailyMix(ListenerProducts products, ProductAnswers answers)
{
    /// <summary>Answers with the mix.</summary>
    /// <param name="request">The request.</param>
    /// <param name="number">Which, from 1.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetDailyMix))]
    [Access(AccessKind.Listener)]
    [Limit(LimitKind.Recommendations)]
    [Operation("Recommendations", "Get a Daily Mix")]
    [Answers(200, typeof(RecommendedListView))]
    [Refuses(404, ErrorReason.NotFound)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/me/daily-mixes/{number}")] HttpRequest request, string number, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var session = await products.SessionAsync(request.HttpContext.GetCaller(), cancellationToken);
        var mixes = await products.DailyMixesAsync(session, cancellationToken);
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var place) && place >= 1 && place <= mixes.Count
            ? ApiResults.Json(await answers.ShowAsync(request, mixes[place - 1], cancellationToken))
            : ApiErrors.NotFound("There is no such Daily Mix: v1/me/daily-mixes has those that there are, from 1.");
    }
}
