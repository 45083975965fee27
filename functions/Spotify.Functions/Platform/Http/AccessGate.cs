using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;
using Spotify.Functions.Platform.Auth;
using Spotify.Functions.Platform.Auth.Changes;

namespace Spotify.Functions.Platform.Http;

/// <summary>Lets through who may call. A function that does not say who may answers nobody.</summary>
internal sealed partial class AccessGate(FunctionRoutes routes, ITokenValidator tokens, ILogger<AccessGate> logger, IAccountChanges? changes = null, IAddressTokens? addressTokens = null) : IFunctionsWorkerMiddleware
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
        await (result.IsGood
            ? Admit(context, http, route, result.Caller, next)
            : Refuse(context, ApiErrors.Unauthorized(ErrorReason.TokenInvalid, result.Fault)));
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
