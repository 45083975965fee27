using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using Spotify.EmbeddedRuntime.Hosting;

namespace Spotify.EmbeddedRuntime.Http;

/// <summary>The endpoints of all HTTP functions.</summary>
internal sealed class HttpEndpoints(HttpRoutes routes, FunctionInvoker invoker, FunctionKeys keys, ILogger<HttpEndpoints> logger) : EndpointDataSource
{
    private IReadOnlyList<Endpoint>? _endpoints;

    /// <inheritdoc/>
    public override IReadOnlyList<Endpoint> Endpoints => _endpoints ??= [.. routes.All.Select(Create)];

    /// <inheritdoc/>
    public override IChangeToken GetChangeToken() => NullChangeToken.Singleton;

    /// <summary>Ends the pipeline: the function that routing found, or 404. Where only the method is wrong the Functions host says 404 too, not 405.</summary>
    public static Task DispatchAsync(HttpContext http)
    {
        if (http.GetEndpoint() is RouteEndpoint { RequestDelegate: { } handle })
            return handle(http);
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private RouteEndpoint Create(HttpRoute route)
    {
        var function = new HttpFunction(invoker.For(route.Function), route.Trigger.AuthLevel, invoker, keys, logger);
        var metadata = route.Methods.Count == 0 ? EndpointMetadataCollection.Empty : new EndpointMetadataCollection(new HttpMethodMetadata(route.Methods));
        return new RouteEndpoint(function.HandleAsync, route.Pattern, order: 0, metadata, route.Function.Name);
    }
}
