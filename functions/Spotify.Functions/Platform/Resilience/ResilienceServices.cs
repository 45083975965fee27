using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotify.Functions.Platform.Resilience.Faults;
using Spotify.Functions.Platform.Settings;

namespace Spotify.Functions.Platform.Resilience;

/// <summary>Registers pipelines and faults.</summary>
public static class ResilienceServices
{
    /// <summary>Adds <see cref="Pipelines"/> and <see cref="FaultPlan"/>, once however often it is asked.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds sections <c>Resilience</c> and <c>Faults</c>.</param>
    public static IServiceCollection AddResilience(this IServiceCollection services, IConfiguration configuration)
    {
        if (services.Any(service => service.ServiceType == typeof(Pipelines)))
            return services;
        services.AddMetrics();
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.AddValidatedOptions<ResilienceOptions>(configuration, ResilienceOptions.Section);
        services.AddValidatedOptions<FaultOptions>(configuration, FaultOptions.Section);
        services.AddSingleton(provider => new ResilienceMetrics(provider.GetRequiredService<IMeterFactory>()));
        services.AddSingleton(provider => new FaultPlan(
            provider.GetRequiredService<IOptions<FaultOptions>>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<FaultPlan>>()));
        services.AddSingleton(provider => new Pipelines(
            provider.GetRequiredService<IOptions<ResilienceOptions>>(),
            provider.GetRequiredService<FaultPlan>(),
            provider.GetRequiredService<ResilienceMetrics>(),
            provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
