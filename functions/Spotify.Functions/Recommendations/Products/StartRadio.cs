using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Recommendations.Products;

/// <summary><c>POST /v1/radio</c>: music without an end, from the tracks of a playlist.</summary>
public sealed class StartRadio(ListenerProducts products, RadioAnswers answers)
{
    private const long MaxBytes = 64 * 1024;

    /// <summary>Answers with the first thirty tracks and the address of those after them.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(StartRadio))]
    [Access(AccessKind.Listener)]
    [Limit(LimitKind.Recommendations)]
    [Operation("Recommendations", "Start radio from a playlist's tracks")]
    [Accepts(typeof(RadioRequest))]
    [Answers(200, typeof(RecommendedListView))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(413, ErrorReason.TooLarge)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/radio")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var body = await RequestBody.ReadJsonAsync<RadioRequest>(request, MaxBytes, cancellationToken);
        if (body.IsRefused)
            return body.Error;
        if (TrackList.FindFault(body.Value.Tracks) is { } fault)
            return ApiErrors.InvalidRequest(fault);
        var session = await products.SessionAsync(request.HttpContext.GetCaller(), cancellationToken);
        return await answers.RadioAsync(request, session, new RadioQuery(RadioSeed.Of(TrackList.Keys(body.Value.Tracks)), RadioCursor.Empty), cancellationToken);
    }
}
