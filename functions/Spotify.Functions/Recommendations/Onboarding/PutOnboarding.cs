using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;
using Spotify.Functions.Recommendations.Products;

namespace Spotify.Functions.Recommendations.Onboarding;

/// <summary><c>PUT /v1/me/onboarding</c>: a listener picks artists and genres.</summary>
public sealed class PutOnboarding(ListenerProducts products, TasteOnboarding onboarding)
{
    private const long MaxBytes = 16 * 1024;

    /// <summary>Takes the picks in the place of those that were there; lists made from now on go by them, less and less the more he plays.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(PutOnboarding))]
    [Access(AccessKind.Listener)]
    [Limit(LimitKind.Recommendations)]
    [Operation("Recommendations", "Pick artists and genres")]
    [Accepts(typeof(PicksRequest))]
    [Answers(204)]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(413, ErrorReason.TooLarge)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "v1/me/onboarding")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var body = await RequestBody.ReadJsonAsync<PicksRequest>(request, MaxBytes, cancellationToken);
        if (body.IsRefused)
            return body.Error;
        var session = await products.SessionAsync(request.HttpContext.GetCaller(), cancellationToken);
        if (await onboarding.FindFaultAsync(session, body.Value, cancellationToken) is { } fault)
            return ApiErrors.InvalidRequest(fault);
        await onboarding.PickAsync(session, body.Value, cancellationToken);
        return ApiResults.NoContent();
    }
}
