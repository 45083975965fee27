using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;
using Spotify.Functions.Platform.Auth;
using Spotify.Functions.Platform.Auth.Changes;
using Spotify.Functions.Platform.Limits;

namespace Spotify.Functions.Platform.Http;

/// <summary>Lets through who may call. A function that does not say who may answers nobody.</summary>
internal sealed partial class AccessGate(
    FunctionRoutes routes, ITokenValidator tokens, IRateLimiter limiter, IClientAddress addresses, LimitMetrics metrics, ILogger<AccessGate> logger, IAccountChanges? changes = null,
    IAddressTokens? addressTokens = null)
    : IFunctionsWorkerMiddleware
{
    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        var route = routes.Of(context);
        if (route.Access == AccessKind.Public)
            return next(context);

        var http = context.GetHttpContext()!;
        var header = http.Request.Headers.Authorization;
        var token = BearerToken.In(header);
        if (token.IsEmpty && route.ByAddress && http.Request.Query.ContainsKey(IAddressTokens.Parameter))
        {
            return addressTokens?.Find(http.Request) is { } bearer
                ? Admit(context, http, route, bearer, next)
                : Refuse(context, ApiErrors.Unauthorized(ErrorReason.TokenInvalid, "The token in this address has ended or belongs to another address: ask for a new one."));
        }

        if (token.IsEmpty)
            return Refuse(context, ApiErrors.Unauthorized(ErrorReason.TokenMissing, "This route takes a bearer token: send the header Authorization: Bearer <token>."));
        return tokens.TryGetChecked(token, out var caller)
            ? Admit(context, http, route, caller, next)
            : CheckAsync(context, http, route, token.ToString(), next);
    }

    private async Task CheckAsync(FunctionContext context, HttpContext http, FunctionRoute route, string token, FunctionExecutionDelegate next)
    {
        var result = await tokens.ValidateAsync(token, http.RequestAborted);
        if (result.IsGood)
        {
            await Admit(context, http, route, result.Caller, next);
            return;
        }

        // Bad tokens have a budget by address, the size of the general one. Good ones are let through all the same: many people may be behind one address, and a signature cannot be guessed.
        if (ClientAddress.KeyOf(addresses.Of(http.Request)) is { } address
            && await limiter.TakeAsync(LimitKind.General, $"bad-token:{address}", 1, http.RequestAborted) is { IsAllowed: false } refused)
            await RefuseGuesser(context, refused);
        else
            await Refuse(context, ApiErrors.Unauthorized(ErrorReason.TokenInvalid, result.Fault));
    }

    private Task RefuseGuesser(FunctionContext context, in LimitDecision decision)
    {
        metrics.Refused(LimitKind.General);
        return Refuse(context, ApiErrors.Problem(
            StatusCodes.Status429TooManyRequests, ErrorReason.RateLimited, "Too many tokens from this address were not good: wait for as many seconds as Retry-After says.", decision.RetryAfter));
    }

    private Task Admit(FunctionContext context, HttpContext http, FunctionRoute route, Caller caller, FunctionExecutionDelegate next)
    {
        if (route.Access is null)
            LogNoAccess(logger, route.Function);
        if (changes?.TryApply(caller, out caller!) == false)
            return Refuse(context, ApiErrors.Unauthorized(ErrorReason.TokenInvalid, "The grant behind this token was withdrawn, or the account closed: sign in again."));
        if (AccessRules.FindRefusal(route.Access, route.Scope, caller, http.Request.RouteValues) is { } refusal)
            return Refuse(context, ApiErrors.Forbidden(ErrorReason.ScopeMissing, refusal));
        http.SetCaller(caller);
        return next(context);
    }

    private static Task Refuse(FunctionContext context, IResult answer)
    {
        context.GetInvocationResult().Value = answer;
        return Task.CompletedTask;
    }

    [LoggerMessage(EventId = 1204, Level = LogLevel.Error, Message = "{Function} carries no [Access], so nobody may call it")]
    private static partial void LogNoAccess(ILogger logger, string function);
}
