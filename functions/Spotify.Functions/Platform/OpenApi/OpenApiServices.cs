using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Spotify.Functions.Platform.OpenApi;

/// <summary>Registers the API's description.</summary>
public static class OpenApiServices
{
    /// <summary>Adds <see cref="ApiDescription"/>; needs the limits.</summary>
    /// <param name="services">The services.</param>
    public static IServiceCollection AddApiDescription(this IServiceCollection services)
    {
        services.TryAddSingleton<ApiDescription>();
        return services;
    }
}
