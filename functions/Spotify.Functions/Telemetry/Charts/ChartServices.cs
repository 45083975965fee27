using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Spotify.Functions.Telemetry.Charts;

/// <summary>Registers the charts.</summary>
public static class ChartServices
{
    /// <summary>Adds <see cref="ChartReader"/>, <see cref="ChartBuild"/> and <see cref="IDayCounts"/>; needs documents.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Not read yet.</param>
    public static IServiceCollection AddCharts(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ChartBuild>();
        services.TryAddSingleton<ChartReader>();
        services.TryAddSingleton<ICharts, KeptCharts>();
        services.TryAddSingleton<IDayCounts, DayCounts>();
        return services;
    }
}
