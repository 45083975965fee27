using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Spotify.Functions.Platform.Settings;

namespace Spotify.Functions.Ingestion.Turns;

/// <summary>Registers turns.</summary>
public static class TurnServices
{
    /// <summary>Adds what the turn functions need. Documents are registered elsewhere.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds section <c>Ingestion</c>.</param>
    public static IServiceCollection AddTurns(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<TurnOptions>(configuration, IngestionOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<TurnMetrics>();
        services.AddSingleton<TurnBook>();
        services.AddSingleton(provider => new TurnDispatcher(
            provider.GetRequiredService<TurnBook>(),
            provider.GetRequiredService<TurnMetrics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<TurnDispatcher>>()));
        return services;
    }
}
