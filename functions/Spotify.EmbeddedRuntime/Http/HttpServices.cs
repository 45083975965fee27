using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Spotify.EmbeddedRuntime.Hosting;

namespace Spotify.EmbeddedRuntime.Http;

/// <summary>Registers what serves HTTP triggers.</summary>
internal static class HttpServices
{
    /// <summary>Adds Kestrel and the endpoints, or a server that serves nothing where HTTP is not wanted.</summary>
    public static IServiceCollection AddHttpTriggers(this IServiceCollection services, IWebHostBuilder web, bool enabled)
    {
        services.AddSingleton<IStartupCheck>(provider => new HttpCheck(
            provider.GetRequiredService<FunctionCatalog>(), provider.GetRequiredService<IOptions<EmbeddedRuntimeOptions>>().Value, enabled));
        if (!enabled)
            return services.AddSingleton<IServer, NoServer>();

        web.UseKestrelCore();
        services.AddSingleton(provider => new FunctionKeys(provider.GetRequiredService<RuntimeDatabase>));
        services.AddSingleton<HttpRoutes>();
        services.AddSingleton<IStartupCheck>(provider => provider.GetRequiredService<HttpRoutes>());
        services.AddSingleton<HttpEndpoints>();
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<EmbeddedRuntimeOptions>>((kestrel, options) => Configure(kestrel, options.Value));
        DrainingServer.Wrap(services);
        return services;
    }

    private static void Configure(KestrelServerOptions kestrel, EmbeddedRuntimeOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = Math.Max(0, options.MaxRequestBodyBytes);
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        // An address that is none is reported with everything else that is wrong, before anything listens. HTTP/2 needs TLS: a proxy in front speaks it.
        if (IPAddress.TryParse(options.Address, out var address) && options.Port is >= 0 and <= 65535)
            kestrel.Listen(address, options.Port, listener => listener.Protocols = HttpProtocols.Http1);
    }
}
