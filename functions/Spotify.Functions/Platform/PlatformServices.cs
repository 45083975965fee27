using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Spotify.Functions.Platform.Audit;
using Spotify.Functions.Platform.Auth;
using Spotify.Functions.Platform.Chaos;
using Spotify.Functions.Platform.Edge;
using Spotify.Functions.Platform.Flags;
using Spotify.Functions.Platform.Health;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;
using Spotify.Functions.Platform.Resilience;
using Spotify.Functions.Platform.Shedding;
using Spotify.Functions.Platform.Telemetry;

namespace Spotify.Functions.Platform;

/// <summary>Registers what every capability stands on, but for the stores, which register themselves.</summary>
public static class PlatformServices
{
    /// <summary>Adds the clock, metrics, access, the bounds and limits of requests, and health.</summary>
    /// <param name="services">Where to register.</param>
    /// <param name="configuration">The whole configuration.</param>
    public static IServiceCollection AddPlatform(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddInstruments();
        services.AddResilience(configuration);
        services.AddEdge(configuration);
        services.AddAuth(configuration);
        services.AddHttp(configuration);
        services.AddLimits(configuration);
        services.AddAudit(configuration);
        services.AddFlags(configuration);
        services.AddChaos(configuration);
        services.AddShedding(configuration);
        services.AddApiDescription();
        services.AddSingleton<IReadinessCheck, EventsReadiness>();
        services.TryAddSingleton<Readiness>();
        return services;
    }
}
