using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Recommendations.Products;

/// <summary><c>GET /v1/radio</c>: music without an end, from a track, an artist, a genre, a playlist or a list.</summary>
public sealed class GetRadio(ListenerProducts products, RadioAnswers answers)
{
    /// <summary>Answers with the next thirty tracks and the address of those after them.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetRadio))]
    [Access(AccessKind.Listener)]
    [Limit(LimitKind.Recommendations)]
    [Operation("Recommendations", "Get a batch of radio")]
    [Query("seed", "What to play from: spotify:track:{id}, spotify:artist:{id}, spotify:genre:{name}, spotify:tracks:{id},{id},... or spotify:list:{name}.", IsRequired = true)]
    [Query("cursor", "The cursor in the address that the last batch named; none for the first.")]
    [Query("skipped", "Ids of tracks of the last batches that were skipped, separated by commas.")]
    [Answers(200, typeof(RecommendedListView))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(404, ErrorReason.NotFound)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/radio")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!RadioQuery.TryRead(request.Query, out var query, out var fault))
            return ApiErrors.InvalidRequest(fault);
        var session = await products.SessionAsync(request.HttpContext.GetCaller(), cancellationToken);
        return await answers.RadioAsync(request, session, query, cancellationToken);
    }
}
