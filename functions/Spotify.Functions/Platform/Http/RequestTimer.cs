using Microsoft.AspNetCore.Http;
using Spotify.Functions.Platform.Telemetry;

namespace Spotify.Functions.Platform.Http;

/// <summary>Times one request to the last byte of its answer, which the integration writes only after all middleware is done.</summary>
internal sealed class RequestTimer
{
    private readonly HttpContext _http;
    private readonly FunctionRoute _route;
    private readonly SpotifyMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly long _started;

    private RequestTimer(HttpContext http, FunctionRoute route, SpotifyMetrics metrics, TimeProvider time) =>
        (_http, _route, _metrics, _time, _started) = (http, route, metrics, time, time.GetTimestamp());

    public static void Start(HttpContext http, FunctionRoute route, SpotifyMetrics metrics, TimeProvider time) =>
        http.Response.OnCompleted(static timer => ((RequestTimer)timer).StopAsync(), new RequestTimer(http, route, metrics, time));

    private Task StopAsync()
    {
        // 499 as proxies have it: the caller did not wait.
        var status = _http.RequestAborted.IsCancellationRequested ? StatusCodes.Status499ClientClosedRequest : _http.Response.StatusCode;
        _metrics.RequestAnswered(MethodOf(_http.Request.Method), _route.Template, status, _time.GetElapsedTime(_started));
        return Task.CompletedTask;
    }

    // A method is the caller's text: only those that routes can have become series of their own.
    private static string MethodOf(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsPost(method) || HttpMethods.IsPut(method) || HttpMethods.IsDelete(method) || HttpMethods.IsPatch(method)
            || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) ? method : "OTHER";
}
