using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Spotify.Functions.Platform.Settings;

namespace Spotify.Functions.Platform.Http;

/// <summary>Registers what the steps of every HTTP request stand on.</summary>
public static class HttpServices
{
    /// <summary>Adds the bounds of requests, the origins of web pages, and <see cref="IClientAddress"/>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds the sections <c>Http</c>, <c>Cors</c> and <c>Telemetry</c>.</param>
    public static IServiceCollection AddHttp(this IServiceCollection services, IConfiguration configuration) => services
        .AddValidatedOptions<HttpOptions>(configuration, HttpOptions.Section)
        .AddValidatedOptions<CorsOptions>(configuration, CorsOptions.Section)
        .AddClientAddress(configuration)
        .AddSingleton<TransportSecurity>();

    /// <summary>Adds <see cref="IClientAddress"/> alone.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds section <c>Telemetry</c>.</param>
    public static IServiceCollection AddClientAddress(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<ClientAddressOptions>(configuration, ClientAddressOptions.Section);
        services.TryAddSingleton<IClientAddress, ClientAddress>();
        return services;
    }
}
