using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Subscriptions;

/// <summary><c>GET /v1/me/plan</c>: what the listener has subscribed to.</summary>
public sealed class GetMyPlan(IPlans plans)
{
    /// <summary>Answers with the caller's own plan, nobody else's.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("GetMyPlan")]
    [Access(AccessKind.Listener, "user-read-private")]
    [Operation("Subscriptions", "Get the listener's plan")]
    [Answers(200, typeof(PlanView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/me/plan")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ApiResults.Json(PlanView.Of(await plans.GetAsync(request.HttpContext.GetCaller().Subject, cancellationToken)));
    }
}
