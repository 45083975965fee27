using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Spotify.Functions.Platform.Blobs;
using Spotify.Functions.Platform.Settings;
using Spotify.Functions.Telemetry.Listeners;

namespace Spotify.Functions.Telemetry.Archive;

/// <summary>Registers the archive of raw events.</summary>
public static class ArchiveServices
{
    /// <summary>Adds what the archive's functions need. Documents, blobs and <see cref="PoisonEvents"/> are registered elsewhere.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds section <c>Archive</c>.</param>
    public static IServiceCollection AddArchive(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<ArchiveOptions>(configuration, ArchiveOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddListeners();
        services.TryAddSingleton<TelemetryMetrics>();
        services.TryAddSingleton<ArchiveMetrics>();
        services.TryAddSingleton<PoisonEvents>();
        services.TryAddSingleton(provider => new ArchiveBlobs(provider.GetRequiredService<BlobAccounts>()));
        services.TryAddSingleton<EventArchive>();
        services.TryAddSingleton<ArchiveSealing>();
        services.TryAddSingleton<ArchiveAudit>();
        services.TryAddSingleton<ArchiveTiers>();
        return services;
    }
}
