using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Platform.Audit;

/// <summary>
/// The innermost step before a function: an operator's action is written down before it is done, and how it ended before it is answered. One that cannot be written down is not done,
/// a kill switch included: flags are kept in the same store, so nothing that could be switched is lost by that.
/// </summary>
internal sealed class AuditGate(FunctionRoutes routes, AuditLog log) : IFunctionsWorkerMiddleware
{
    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        var (http, route) = (context.GetHttpContext()!, routes.Of(context));
        return http.Features.Get<Caller>() is { IsAdmin: true } caller && AuditRules.IsRecorded(route, http.Request.Method, caller) ? RecordAsync(context, http, route, caller, next) : next(context);
    }

    private async Task RecordAsync(FunctionContext context, HttpContext http, FunctionRoute route, Caller caller, FunctionExecutionDelegate next)
    {
        var request = Activity.Current?.TraceId.ToHexString() ?? http.TraceIdentifier;
        var action = new AuditAction(caller.Subject, caller.ClientId, http.Request.Method, route.Template, route.Function, AuditRules.TargetOf(http.Request), request);
        if (await log.BeginAsync(action, http.RequestAborted) is not { } ticket)
        {
            context.GetInvocationResult().Value = ApiErrors.For(
                route, ApiErrors.DependencyUnavailable("What operators do is written down first, and that cannot be done for now: nothing was changed. Try again.", TimeSpan.FromSeconds(5)));
            return;
        }

        var status = StatusCodes.Status500InternalServerError;
        try
        {
            await next(context);
            status = context.GetInvocationResult().Value is IStatusCodeHttpResult { StatusCode: { } said } ? said : StatusCodes.Status200OK;
        }
        finally
        {
            await log.EndAsync(ticket, status);
        }
    }
}
