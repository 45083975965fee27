using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Telemetry.Archive;
using Spotify.Functions.Telemetry.Artificial;
using Spotify.Functions.Telemetry.Charts;
using Spotify.Functions.Telemetry.Closing;
using Spotify.Functions.Telemetry.Listeners;
using Spotify.Functions.Telemetry.Live;
using Spotify.Functions.Telemetry.Privacy;
using Spotify.Functions.Telemetry.Taste;

namespace Spotify.Functions.Telemetry;

/// <summary>Registers the telemetry of playback: intake, ledger, counts, and what is made of them.</summary>
public static class TelemetryServices
{
    /// <summary>Adds <see cref="IPlayCounts"/>, <see cref="EventIntake"/>, <see cref="PlayLedger"/> and what they stand on, and every part with a folder of its own.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Settings of the parts.</param>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.TryAddSingleton<TelemetryMetrics>();
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
        services.TryAddSingleton<PoisonEvents>();
        services.TryAddSingleton<IPlayCounts, PlayCounts>();
        return services
            .AddIntake(configuration)
            .AddListeners()
            .AddTelemetryPersonalData()
            .AddCharts(configuration)
            .AddLive(configuration)
            .AddTaste(configuration)
            .AddClosing(configuration)
            .AddArchive(configuration)
            .AddArtificial();
    }
}
