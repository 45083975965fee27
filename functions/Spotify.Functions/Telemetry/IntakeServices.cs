using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Telemetry;

/// <summary>Registers the intake of events.</summary>
public static class IntakeServices
{
    /// <summary>Adds <see cref="EventIntake"/> and what it stands on; needs documents and the event hubs.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds section <c>Telemetry</c>.</param>
    public static IServiceCollection AddIntake(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddClientAddress(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<NetworkKeys>();
        services.TryAddSingleton<EventIntake>();
        return services;
    }
}
