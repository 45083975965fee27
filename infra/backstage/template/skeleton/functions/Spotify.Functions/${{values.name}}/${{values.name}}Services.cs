using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Spotify.Functions.${{values.name}};

/// <summary>Registers ${{values.noun}}.</summary>
public static class ${{values.name}}Services
{
    /// <summary>Adds <see cref="${{values.name}}Service"/>.</summary>
    /// <param name="services">The services.</param>
    public static IServiceCollection Add${{values.name}}(this IServiceCollection services)
    {
        services.TryAddSingleton<${{values.name}}Service>();
        return services;
    }
}
