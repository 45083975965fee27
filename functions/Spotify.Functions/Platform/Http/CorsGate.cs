using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Spotify.Functions.Platform.Http;

/// <summary>
/// Lets the scripts of web pages call (CORS): neither runtime has a hook for it, so the preflight is an <c>OPTIONS</c> that reaches <see cref="AnswerUnknownRoute"/> through
/// here, before anybody asks for a token. Credentials are not allowed: tokens travel in a header, never in a cookie. Where a platform's own CORS setting answers
/// preflights in front of the application, that setting rules instead.
/// </summary>
internal sealed class CorsGate : IFunctionsWorkerMiddleware
{
    private const string Methods = "GET, HEAD, POST, PUT, PATCH, DELETE";
    private const string Headers = "Authorization, Content-Type, Accept, Accept-Language, If-Match, If-None-Match";
    private const string Exposed = "ETag, Location, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset";
    private const string TwoHours = "7200";

    private readonly FrozenSet<string> _origins;
    private readonly bool _isOpen;
    private readonly bool _takesLoopback;

    public CorsGate(IOptions<CorsOptions> options, IHostEnvironment environment)
    {
        _origins = options.Value.List.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        _isOpen = _origins.Contains("*");
        _takesLoopback = environment.IsDevelopment();
    }

    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        var http = context.GetHttpContext()!;
        if (http.Request.Headers.Origin is not [{ Length: > 0 } origin] || !Takes(origin))
            return next(context);
        var headers = http.Response.Headers;
        headers.AccessControlAllowOrigin = _isOpen ? "*" : origin;
        headers.AccessControlExposeHeaders = Exposed;
        if (!_isOpen)
            http.Response.OnStarting(static state => VaryByOrigin((HttpContext)state), http);
        if (!HttpMethods.IsOptions(http.Request.Method) || http.Request.Headers.AccessControlRequestMethod.Count == 0)
            return next(context);
        headers.AccessControlAllowMethods = Methods;
        headers.AccessControlAllowHeaders = Headers;
        headers.AccessControlMaxAge = TwoHours;
        context.GetInvocationResult().Value = ApiResults.NoContent();
        return Task.CompletedTask;
    }

    private bool Takes(string origin) => _isOpen || _origins.Contains(origin)
        || (_takesLoopback && Uri.TryCreate(origin, UriKind.Absolute, out var address) && address.IsLoopback);

    // At the very end, since an answer may set its own.
    private static Task VaryByOrigin(HttpContext http)
    {
        http.Response.Headers.Append("Vary", "Origin");
        return Task.CompletedTask;
    }
}
