using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Platform.Limits;

/// <summary>
/// Takes every request from its caller's budget, and refuses those for which none is left. The caller is the token's subject; where no token was looked at, and for
/// attempts to prove who one is, the address. Below the limit it allocates nothing for a caller with a token.
/// </summary>
internal sealed class LimitGate(FunctionRoutes routes, IRateLimiter limiter, IClientAddress addresses, LimitMetrics metrics) : IFunctionsWorkerMiddleware
{
    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        var route = routes.Of(context);
        if (route.Limit == LimitKind.None)
            return next(context);
        var http = context.GetHttpContext()!;
        if (CallerOf(http, route.Limit) is not { } caller)
            return next(context);
        var taken = limiter.TakeAsync(route.Limit, caller, 1, http.RequestAborted);
        return taken.IsCompletedSuccessfully ? Go(context, http, route, taken.Result, next) : GoAsync(context, http, route, taken, next);
    }

    private async Task GoAsync(FunctionContext context, HttpContext http, FunctionRoute route, ValueTask<LimitDecision> taken, FunctionExecutionDelegate next) =>
        await Go(context, http, route, await taken, next);

    private Task Go(FunctionContext context, HttpContext http, FunctionRoute route, in LimitDecision decision, FunctionExecutionDelegate next)
    {
        if (decision.Limit > 0)
            LimitHeaders.Write(http.Response.Headers, decision);
        if (decision.IsAllowed)
            return next(context);
        metrics.Refused(route.Limit);
        context.GetInvocationResult().Value = ApiErrors.For(route, ApiErrors.Problem(
            StatusCodes.Status429TooManyRequests, ErrorReason.RateLimited, "Too many requests of this kind: wait for as many seconds as Retry-After says.", decision.RetryAfter));
        return Task.CompletedTask;
    }

    // Null where there is nobody to count for.
    private string? CallerOf(HttpContext http, LimitKind kind) =>
        kind != LimitKind.Auth && http.Features.Get<Caller>() is { } caller ? caller.Subject : ClientAddress.KeyOf(addresses.Of(http.Request));
}
