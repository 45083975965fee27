using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Telemetry.Listeners;

namespace Spotify.Functions.Telemetry;

/// <summary>Registers sessions, ledger and counters.</summary>
public static class LedgerServices
{
    /// <summary>Adds <see cref="PlayLedger"/>, <see cref="SessionStore"/>, <see cref="PlayExclusions"/> and <see cref="Periods"/>.</summary>
    /// <param name="services">The services; documents, catalogue and <see cref="TelemetryMetrics"/> are somebody else's to add.</param>
    public static IServiceCollection AddLedger(this IServiceCollection services)
    {
        services.AddListeners();
        services.TryAddSingleton<CounterShards>();
        services.TryAddSingleton<Periods>();
        services.TryAddSingleton<SessionStore>();
        services.TryAddSingleton<PlayExclusions>();
        services.TryAddSingleton(provider => new PlayLedger(
            provider.GetRequiredService<IDocumentStore>(),
            provider.GetRequiredService<SessionStore>(),
            provider.GetRequiredService<Periods>(),
            provider.GetRequiredService<CounterShards>(),
            provider.GetRequiredService<TelemetryMetrics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<PlayLedger>>()));
        return services;
    }
}
