using System.Collections.Immutable;
using System.Diagnostics;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.EmbeddedRuntime.Hosting;

namespace Spotify.EmbeddedRuntime.Http;

/// <summary>One HTTP request.</summary>
internal sealed class HttpTriggerInput(HttpContext httpContext) : TriggerInput
{
    /// <summary>The request's context.</summary>
    public HttpContext HttpContext { get; } = httpContext;

    /// <summary>Whether the web middleware saw the invocation through to its end.</summary>
    public bool Completed { get; set; }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, object> BindingData =>
        HttpContext.Request.RouteValues.Where(pair => pair.Value is not null).ToImmutableDictionary(pair => pair.Key, pair => pair.Value!);

    /// <inheritdoc/>
    public override string? TraceParent => HttpContext.Request.Headers.TraceParent;

    /// <inheritdoc/>
    public override ActivityKind ActivityKind => ActivityKind.Server;

    /// <inheritdoc/>
    public override bool TryBind(ParameterInfo parameter, FunctionContext context, out object? value)
    {
        // Everything an HTTP function may ask for is bound by HttpParameters when the function is compiled.
        value = null;
        return false;
    }
}
