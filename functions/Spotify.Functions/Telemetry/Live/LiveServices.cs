using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Spotify.Functions.Platform.Settings;
using Spotify.Functions.Telemetry.Listeners;

namespace Spotify.Functions.Telemetry.Live;

/// <summary>Registers live statistics.</summary>
public static class LiveServices
{
    /// <summary>Adds the consumer, the answers and the watch; needs documents, catalogue and <see cref="TelemetryMetrics"/>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds section <c>Live</c>.</param>
    public static IServiceCollection AddLive(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<LiveOptions>(configuration, "Live");
        services.AddListeners();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<LiveMetrics>();
        services.TryAddSingleton<LiveFollower>();
        services.TryAddSingleton<LiveReader>();
        services.TryAddSingleton<LiveHours>();
        services.TryAddSingleton<TrendingCharts>();
        services.TryAddSingleton<LiveStatus>();
        services.TryAddSingleton<AnomalyWatch>();
        return services;
    }
}
