using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;
using Spotify.Functions.Recommendations.Products;

namespace Spotify.Functions.Recommendations.Onboarding;

/// <summary><c>GET /v1/me/onboarding</c>: what a new listener may pick from.</summary>
public sealed class GetOnboarding(ListenerProducts products, TasteOnboarding onboarding)
{
    /// <summary>Answers with artists and genres that are popular where the listener is, and with what he picked.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetOnboarding))]
    [Access(AccessKind.Listener)]
    [Limit(LimitKind.Recommendations)]
    [Operation("Recommendations", "Get artists and genres to pick from")]
    [Answers(200, typeof(OnboardingView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/me/onboarding")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var caller = request.HttpContext.GetCaller();
        var session = await products.SessionAsync(caller, cancellationToken);
        return ApiResults.Json(await onboarding.ShowAsync(session, CatalogView.Of(caller, PageLinks.RootOf(request)), cancellationToken));
    }
}
