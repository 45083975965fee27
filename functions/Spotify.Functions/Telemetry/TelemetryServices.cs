using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Spotify.Functions.Telemetry;

/// <summary>Registers the telemetry of playback: intake, ledger, counts.</summary>
public static class TelemetryServices
{
    /// <summary>Adds <see cref="IPlayCounts"/>, <see cref="EventIntake"/>, <see cref="PlayLedger"/> and what they stand on.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Not read yet.</param>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.TryAddSingleton<TelemetryMetrics>();
        services.TryAddSingleton<EventIntake>();
        services.AddLedger();
        services.TryAddSingleton<PoisonEvents>();
        services.TryAddSingleton<IPlayCounts, PlayCounts>();
        return services;
    }
}
