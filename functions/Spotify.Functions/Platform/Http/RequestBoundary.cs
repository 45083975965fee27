using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotify.Core;
using Spotify.Functions.Platform.Telemetry;

namespace Spotify.Functions.Platform.Http;

/// <summary>
/// The outermost step of every HTTP request: what escapes the function becomes the one error shape here, because past this point the integration would
/// answer with nothing at all. It also sets the headers that every answer has, times the request, and ends one that takes too long.
/// </summary>
internal sealed partial class RequestBoundary(
    FunctionRoutes routes, IOptions<HttpOptions> options, TransportSecurity transport, SpotifyMetrics metrics, TimeProvider time, ILogger<RequestBoundary> logger) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        var http = context.GetHttpContext()!;
        var route = routes.Of(context);
        if (metrics.TimesRequests)
            RequestTimer.Start(http, route, metrics, time);
        Activity.Current?.SetTag("http.route", route.Template);
        SetHeaders(http.Response.Headers, route);
        transport.Secure(http);
        if (http.Request.QueryString.HasValue && http.Request.QueryString.Value.Length > options.Value.QueryCharacters)
        {
            context.GetInvocationResult().Value = ApiErrors.For(route, ApiErrors.Problem(
                StatusCodes.Status414UriTooLong, ErrorReason.TooLarge, string.Create(CultureInfo.InvariantCulture, $"The query is over {options.Value.QueryCharacters} characters: ask for less at a time.")));
            return;
        }

        Task? answering = null;
        try
        {
            answering = next(context);
            await (answering.IsCompleted ? answering : answering.WaitAsync(route.TimeLimit ?? options.Value.RequestTimeout, time));
        }
        catch (TimeoutException) when (answering is { IsCompleted: false })
        {
            context.GetInvocationResult().Value = ApiErrors.For(route, GiveUp(http, route, answering));
        }
        catch (Exception exception)
        {
            if (Answer(exception, context, http, route) is { } answer)
                context.GetInvocationResult().Value = ApiErrors.For(route, answer);
        }
    }

    // The function cannot be stopped: neither runtime lets a middleware cancel what it was given. It runs on in vain, and its connection is not used again, because the
    // server would give the request that it still holds to the next caller.
    private IResult GiveUp(HttpContext http, FunctionRoute route, Task answering)
    {
        LogLate(logger, route.Function);
        http.Response.Headers.Connection = "close";
        _ = WatchAsync(answering, route);
        return ApiErrors.DependencyUnavailable("The answer took too long. Try again.");
    }

    private async Task WatchAsync(Task answering, FunctionRoute route)
    {
        try
        {
            await answering;
        }
#pragma warning disable CA1031 // Nobody else looks at it any more.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFailed(logger, route.Function, exception);
        }
    }

    private IResult? Answer(Exception exception, FunctionContext context, HttpContext http, FunctionRoute route)
    {
        if (http.RequestAborted.IsCancellationRequested)
        {
            LogCallerGone(logger, route.Function);
            return Results.Empty;
        }

        if (http.Response.HasStarted)
        {
            // Half an answer is out: cutting the connection is all that tells the caller.
            LogFailed(logger, route.Function, exception);
            http.Abort();
            return Results.Empty;
        }

        switch (exception)
        {
            case TransientException:
                LogUnavailable(logger, route.Function, exception);
                return ApiErrors.DependencyUnavailable("Something that this route needs is away for now. Try again.");
            case OperationCanceledException when context.CancellationToken.IsCancellationRequested:
                return ApiErrors.DependencyUnavailable("The service is restarting. Try again.");
            case BadHttpRequestException bad:
                return ApiErrors.Problem(bad.StatusCode, ErrorReason.InvalidRequest, "The request is badly formed.");
            default:
                LogFailed(logger, route.Function, exception);
                Activity.Current?.AddException(exception);
                Activity.Current?.SetStatus(ActivityStatusCode.Error);
                return ApiErrors.Internal(Activity.Current?.TraceId.ToHexString() ?? http.TraceIdentifier);
        }
    }

    // A function may replace any of these.
    private static void SetHeaders(IHeaderDictionary headers, FunctionRoute route)
    {
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        if (route.Access != AccessKind.Public)
            headers.CacheControl = "no-store";
    }

    [LoggerMessage(EventId = 1201, Level = LogLevel.Error, Message = "{Function} failed")]
    private static partial void LogFailed(ILogger logger, string function, Exception exception);

    [LoggerMessage(EventId = 1202, Level = LogLevel.Warning, Message = "{Function} could not reach what it needs")]
    private static partial void LogUnavailable(ILogger logger, string function, Exception exception);

    [LoggerMessage(EventId = 1207, Level = LogLevel.Warning, Message = "{Function} did not answer in time")]
    private static partial void LogLate(ILogger logger, string function);

    [LoggerMessage(EventId = 1203, Level = LogLevel.Debug, Message = "{Function}: the caller went away")]
    private static partial void LogCallerGone(ILogger logger, string function);
}
